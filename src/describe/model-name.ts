// What can be the name of a model. Whether there is one of that name is for its registry to say.

/** `qwen3:0.6b`, `hf.co/user/model:Q4_K_M`; with `http://` in front from a registry without certificates. */
export const MODEL_NAME =
  /^(?:https?:\/\/)?(?:(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::\d+)?\/)?[A-Za-z0-9_][\w.-]*\/)?[A-Za-z0-9_][\w.-]*(?::[A-Za-z0-9_][\w.-]*)?$/;

/** Whether it has the form of one, and its registry, where it names one, an address that can be. */
export const isModelName = (name: string): boolean => {
  if (!MODEL_NAME.test(name)) return false;
  const [, registry] = /^(?:https?:\/\/)?([^/]+)\/[^/]+\/[^/]+$/.exec(name) ?? [];
  return registry === undefined || isRegistry(registry);
};

/** `host` or `host:port`: what looks like four numbers has to be an address, and a port is from 1 to 65535. */
export const isRegistry = (registry: string): boolean =>
  !/:0+$/.test(registry) && URL.canParse(`http://${registry}/`);
