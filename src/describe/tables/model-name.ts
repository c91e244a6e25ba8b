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

/** How a server calls a model that people name: without a registry's scheme, without what is usual, and with a tag. */
export const heldName = (name: string): string => {
  const bare = name.replace(/^https?:\/\//, "").replace(/^(?:registry\.ollama\.ai\/)?(?:library\/)?/, "");
  return /:[^/]*$/.test(bare) ? bare : `${bare}:latest`;
};

/** The same for each spelling of one model: `qwen3`, `qwen3:latest`, `registry.ollama.ai/library/Qwen3`. */
export const modelKey = (name: string): string => heldName(name).toLowerCase();

/** Each model once, as it is spelled first. */
export const distinctModels = (names: readonly string[]): readonly string[] =>
  names.filter((name, at) => names.findIndex((each) => modelKey(each) === modelKey(name)) === at);
