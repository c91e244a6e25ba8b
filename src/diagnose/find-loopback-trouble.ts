// Whether a service of this machine can be reached from this machine at all.

import type { Diagnosis } from "./diagnosis.ts";
import { finding, type Finding } from "./finding.ts";

export const findLoopbackTrouble = ({ symptoms: { localhost } }: Diagnosis): readonly Finding[] => {
  if (localhost.hasIpv4 === false) {
    return [
      finding("no-loopback", "stops", {
        message: "no service can listen on `127.0.0.1` here",
        fix: "bring the loopback device up: `sudo ip link set lo up`",
      }),
    ];
  }
  const { addresses } = localhost;
  if (addresses === null || addresses.some((address) => address.startsWith("127."))) return [];
  return [
    finding("localhost-ipv6", "hinders", {
      message:
        addresses.length === 0
          ? "the name `localhost` is not known here"
          : `the name \`localhost\` means only \`${addresses.join(", ")}\` here`,
      fix: "add the line `127.0.0.1 localhost` to `/etc/hosts`",
    }),
  ];
};
