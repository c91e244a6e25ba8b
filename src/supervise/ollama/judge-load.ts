// Whether a model went onto the GPU, as the server's log tells it: what the server answers when asked is only what it
// expected. It reads text alone; the test beside it holds logs of each kind.

/**
 * What is wrong with the latest load of each model, for people, with the line that shows it; null where nothing is. By the
 * digest of the file that was loaded, in hex. One that is not loaded yet, or of which the log says too little, is left out.
 * @param log what the server wrote
 * @param hasGpu the machine has one, whatever the server found
 */
export const judgeLoads = (log: string, hasGpu: boolean): ReadonlyMap<string, string | null> => {
  const lines = log.split("\n");
  const loads = new Map<string, string | null>();
  const server = { compute: lines.findLast((line) => line.includes('msg="inference compute"')), hasGpu };
  const starts = lines.flatMap((line, at) => {
    const [, digest] = STARTED.exec(line) ?? [];
    return digest === undefined ? [] : [{ digest, at }];
  });
  for (const [index, { digest, at }] of starts.entries()) {
    const judged = judgeLoad(lines.slice(at, starts[index + 1]?.at), server);
    if (judged !== "unknown") loads.set(digest, judged.wrong);
  }
  return loads;
};

/** The server starts a program of its own for each model. */
const STARTED = /msg="starting (?:llama server|runner)".*--model \S.*?[/\\]sha256-([0-9a-f]{64})/;

interface ServerSeen {
  /** What the server found to compute on, in its words. */
  readonly compute: string | undefined;
  readonly hasGpu: boolean;
}

const judgeLoad = (
  lines: readonly string[],
  { compute, hasGpu }: ServerSeen,
): { readonly wrong: string | null } | "unknown" => {
  const isFound = compute !== undefined && !/\blibrary="?cpu/i.test(compute);
  const offloaded = lines.findLast((line) => OFFLOADED.test(line));
  const buffers = lines.filter((line) => BUFFER.test(line));
  if (offloaded === undefined && buffers.length === 0) return "unknown";
  if (!isFound && !hasGpu) return { wrong: null };
  if (offloaded !== undefined) return { wrong: judgeLayers(offloaded) };
  if (buffers.some((line) => !ON_CPU.test(line))) return { wrong: null };
  // Where the server found no GPU at all, that is the line to read.
  const proof = (isFound ? undefined : compute) ?? buffers.at(-1) ?? "";
  return { wrong: sayOnCpu(proof) };
};

const OFFLOADED = /offloaded (\d+)\/(\d+) layers to GPU/;
/** Of the one engine, and of the other. */
const BUFFER = /load_tensors:\s+\S+ model buffer size|msg="model weights" (?:buffer|device)=/;
const ON_CPU = /\bCPU\S* model buffer|(?:buffer|device)="?CPU/;

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
