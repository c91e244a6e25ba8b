// Whether a model went onto the GPU, as the server's log tells it: what the server answers when asked is only what it
// expected. It reads text alone; the test beside it holds logs of each kind.

/**
 * What is wrong, for people, with the line that shows it; null when nothing is, or there is no GPU.
 * @param log what the server wrote up to the first load
 * @param hasGpu the machine has one, whatever the server found
 */
export const judgeLoad = (log: string, hasGpu: boolean): string | null => {
  const lines = log.split("\n");
  const compute = lines.findLast((line) => line.includes('msg="inference compute"'));
  const isFound = compute !== undefined && !/\blibrary="?cpu/i.test(compute);
  if (!isFound && !hasGpu) return null;
  const offloaded = lines.findLast((line) => OFFLOADED.test(line));
  if (offloaded !== undefined) return judgeLayers(offloaded);
  const buffer = lines.findLast((line) => /load_tensors:\s+\S+ model buffer size/.test(line));
  if (buffer !== undefined && !/\bCPU\S* model buffer/.test(buffer)) return null;
  // Where the server found no GPU at all, that is the line to read.
  const proof = (isFound ? buffer : compute) ?? compute ?? buffer;
  return proof === undefined ? null : sayOnCpu(proof);
};

const OFFLOADED = /offloaded (\d+)\/(\d+) layers to GPU/;

const judgeLayers = (line: string): string | null => {
  const [, done, all] = OFFLOADED.exec(line) ?? [];
  if (done === "0") return sayOnCpu(line);
  return done === all ? null : `only ${done} of ${all} layers are on the GPU: \`${clip(line)}\``;
};

const sayOnCpu = (line: string): string => `there is a GPU, and the model is on the CPU: \`${clip(line)}\``;

const clip = (line: string): string => {
  const plain = line.trim().replace(/^time=\S+ level=\S+ source=\S+ /, "");
  return plain.length > 160 ? `${plain.slice(0, 159)}…` : plain;
};
