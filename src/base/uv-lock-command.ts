// How a `uv.lock` is written anew, in words: wherever the person stands who reads it. It runs nothing.

/** Whoever has no uv may have no environment either: a clone that was never brought up. */
export const UV_LOCK =
  "`uv lock` (without a uv on PATH `.venv/bin/uv lock`, or `pipx run uv lock` where `.venv` is not there yet)";
