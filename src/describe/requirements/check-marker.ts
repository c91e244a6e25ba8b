// Whether a text is a marker (PEP 508), what stands behind the `;` of a requirement. Pure. The resolver would answer a broken
// one with the pages of a build tool.

const NAMES: ReadonlySet<string> = new Set([
  "dependency_groups",
  "extra",
  "extras",
  "implementation_name",
  "implementation_version",
  "os.name",
  "os_name",
  "platform.machine",
  "platform.python_implementation",
  "platform.version",
  "platform_machine",
  "platform_python_implementation",
  "platform_release",
  "platform_system",
  "platform_version",
  "python_full_version",
  "python_implementation",
  "python_version",
  "sys.platform",
  "sys_platform",
]);
const TOKEN = /"[^"]*"|'[^']*'|[()]|[<>=!~]+|not\s+in\b|[\w.+*-]+|\S/g;
/** Without `===`: PEP 508 has it, and the resolver refuses it. */
const OPERATOR = /^(?:<=|>=|<|>|==|!=|~=|in|not\s+in)$/;

/** What helps; null when it is one. Linear in the text. */
export const markerProblem = (marker: string): string | null => {
  const reading: Reading = { tokens: marker.match(TOKEN) ?? [], at: 0, problem: null };
  readAny(reading, 0);
  if (reading.problem === null && reading.at < reading.tokens.length)
    reading.problem = `between two comparisons stands \`and\` or \`or\`, not ${shown(reading.tokens[reading.at])}`;
  return reading.problem;
};

interface Reading {
  readonly tokens: readonly string[];
  at: number;
  /** The first one. */
  problem: string | null;
}

/** Deeper than anybody writes. */
const DEEPEST = 50;

const readAny = (reading: Reading, depth: number): void => {
  readOne(reading, depth);
  while (reading.problem === null && /^(?:and|or)$/.test(reading.tokens[reading.at] ?? "")) {
    reading.at += 1;
    readOne(reading, depth);
  }
};

const readOne = (reading: Reading, depth: number): void => {
  if (depth > DEEPEST) reading.problem = EXAMPLE;
  else if (reading.tokens[reading.at] !== "(") readComparison(reading);
  else {
    reading.at += 1;
    readAny(reading, depth + 1);
    reading.problem ??= reading.tokens[reading.at] === ")" ? null : "a `)` is missing";
    reading.at += 1;
  }
};

const readComparison = (reading: Reading): void => {
  const [left, operator, right] = reading.tokens.slice(reading.at, reading.at + 3);
  reading.at += 3;
  if (left === undefined || operator === undefined || right === undefined) reading.problem = EXAMPLE;
  else
    reading.problem =
      valueProblem(left) ??
      (OPERATOR.test(operator) ? null : /^={1,3}$/.test(operator) ? "two are equal with `==`" : EXAMPLE) ??
      valueProblem(right);
};

const EXAMPLE = 'a marker compares, as in `python_version < "3.13"` or `sys_platform == "linux"`';

const valueProblem = (token: string): string | null => {
  if (/^["']./.test(token) || NAMES.has(token)) return null;
  if (/^[\d.*]+$/.test(token)) return `\`${token}\` wants quotes: \`"${token}"\``;
  return /^[\w.]+$/.test(token)
    ? `${shown(token)} is no name of a marker's, like \`python_version\`, \`sys_platform\` or \`platform_machine\`; a text wants quotes`
    : EXAMPLE;
};

const shown = (token = ""): string => `\`${token.length > 30 ? `${token.slice(0, 30)}…` : token}\``;
