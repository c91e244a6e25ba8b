// What a service may be called. Said once, for whoever reads a name and whoever proposes one.

/** Lower case, at most forty characters. */
export const SERVICE_NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/;
