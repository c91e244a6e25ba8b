// Whether packages can be had, and when not, what is in the way: the name, the proxy, the certificate, the answer.

import type { Diagnosis } from "./diagnosis.ts";
import { finding, type Finding, type Harm, type Words } from "./finding.ts";
import type { IndexOutcome, IndexSymptom } from "./symptoms.ts";

export const findIndexTrouble = (diagnosis: Diagnosis): readonly Finding[] => {
  const harm: Harm = needsNetwork(diagnosis) ? "stops" : "note";
  const found = diagnosis.symptoms.indexes.flatMap((index) => {
    const trouble = troubleWith(index);
    return trouble === null ? [] : [finding(trouble.id, harm, trouble.words)];
  });
  // One proxy, or one word for offline, stands before all of them.
  return found.filter(({ message }, at) => found.findIndex((other) => other.message === message) === at);
};

/** Nothing can be had from it at all: an index that answers "no" is there. */
export const isUnreachable = ({ kind }: IndexOutcome): boolean => kind !== "answers";

/** Whether `up` has something to fetch. Without a project the next one will. */
const needsNetwork = ({ project, facts }: Diagnosis): boolean => {
  const planned = project?.planned ?? null;
  if (planned === null) return project === null;
  return planned.plan.steps.some((step) => {
    if (planned.standings[step.id] === "true-already") return false;
    switch (step.kind) {
      case "uv":
        return facts.uv === null;
      case "python":
        return step.path === null;
      case "lock":
      case "install":
        return true;
      case "nixpkgs-lock":
      case "driver":
      case "packages":
      case "venv":
      case "import-check":
        return false;
    }
  });
};

interface Trouble {
  readonly id: string;
  readonly words: Words;
}

const unreachable = (message: string, fix: string): Trouble => ({
  id: "index-unreachable",
  words: { message, fix },
});

const troubleWith = ({ host, proxy, outcome }: IndexSymptom): Trouble | null => {
  const index = `the package index \`${host}\``;
  const through = `the proxy \`${proxy ?? ""}\``;
  switch (outcome.kind) {
    case "answers":
      return troubleWithAnswer(index, outcome.status);
    case "offline":
      return unreachable("uv is told to stay offline, so no package can be fetched", "unset `UV_OFFLINE`");
    case "unknown-name":
      return unreachable(`${index} is not found: nobody here knows that name`, NETWORK);
    case "refused":
      return unreachable(`${index} refuses connections`, ADDRESS);
    case "silent":
      return unreachable(`${index} does not answer`, NETWORK);
    case "no-route":
      return unreachable(`there is no way to ${index} from here`, NETWORK);
    case "proxy-unknown-name":
      return unreachable(`${through} is not found: nobody here knows that name`, PROXY);
    case "proxy-refused":
      return unreachable(`${through} refuses connections`, PROXY);
    case "proxy-silent":
      return unreachable(`${through} does not answer`, PROXY);
    case "proxy-denies":
      return deniedByProxy(`${through} does not let you through to \`${host}\``, outcome.said);
    case "certificate":
      return troubleWithCertificate(index, outcome.code);
    case "bundle":
      return troubleWithBundle(outcome);
    case "other":
      return unreachable(`${index} cannot be asked: ${outcome.said}`, NETWORK);
  }
};

const NETWORK = "check the network (VPN, Wi-Fi), then run `jig doctor` again";
const ADDRESS = "check its address: `UV_DEFAULT_INDEX`, `PIP_INDEX_URL` or pip's settings";
const PROXY = "set `HTTPS_PROXY` to the right proxy, or unset it";

const troubleWithAnswer = (index: string, status: number): Trouble | null => {
  if (status === 401 || status === 403) {
    return {
      id: "index-denies",
      words: {
        message: `${index} wants to know who you are (it answers ${status})`,
        fix: "put your user name and password into its address, as `https://USER:PASSWORD@HOST/…`",
      },
    };
  }
  if (status === 407) return deniedByProxy(`a proxy stands before ${index}`, "407");
  if (status < 500) return null;
  return {
    id: "index-unreachable",
    words: { message: `${index} answers ${status}`, fix: "try again later: the trouble is on its side" },
  };
};

const deniedByProxy = (message: string, said: string): Trouble => ({
  id: "index-unreachable",
  words: {
    message: `${message} (${said})`,
    fix: said.includes("407")
      ? "put your user name and password into `HTTPS_PROXY`, as `http://USER:PASSWORD@HOST:PORT`"
      : "ask who runs the proxy to let you through, or name an index inside your network",
  },
});

const troubleWithBundle = ({
  namedBy,
  path,
  isMissing,
}: Extract<IndexOutcome, { readonly kind: "bundle" }>): Trouble => {
  const isVariable = /^[A-Z_]+$/.test(namedBy);
  const name = isVariable ? `\`${namedBy}\`` : namedBy;
  const what = isMissing ? "which is not there" : "and there is no certificate in it";
  const other = isVariable ? `unset ${name}` : "take that setting out";
  return {
    id: "index-certificate",
    words: {
      message: `${name} names \`${path}\`, ${what}: no index would be trusted`,
      fix: `name the file with your network's certificates there, or ${other}`,
    },
  };
};

const troubleWithCertificate = (index: string, code: string): Trouble => {
  if (/EXPIRED|NOT_YET_VALID/.test(code)) {
    return {
      id: "index-certificate",
      words: {
        message: `the certificate of ${index} is out of date, or this clock is (${code})`,
        fix: "check this machine's date and time",
      },
    };
  }
  return {
    id: "index-certificate",
    words: {
      message: `the certificate of ${index} is not trusted here (${code})`,
      fix: "name your network's certificates: `export SSL_CERT_FILE=/path/to/certificates.pem`",
    },
  };
};
