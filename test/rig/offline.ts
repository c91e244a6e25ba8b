// Variables with which no package index can be reached: whoever tries fails at once.

const nowhere = "http://127.0.0.1:9";

/** Every way to an index leads to a port where nobody listens. */
export const offline: Readonly<Record<string, string>> = {
  UV_INDEX_URL: `${nowhere}/simple`,
  UV_DEFAULT_INDEX: `${nowhere}/simple`,
  PIP_INDEX_URL: `${nowhere}/simple`,
  PIP_EXTRA_INDEX_URL: "",
  PIP_FIND_LINKS: "",
  HTTP_PROXY: nowhere,
  HTTPS_PROXY: nowhere,
  ALL_PROXY: nowhere,
  http_proxy: nowhere,
  https_proxy: nowhere,
  NO_PROXY: "",
  no_proxy: "",
  UV_OFFLINE: "1",
};
