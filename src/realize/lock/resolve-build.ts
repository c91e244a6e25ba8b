// Resolves one build of a lock for Linux: torch and what belongs to it from PyTorch's index of that build, all else from
// the usual one and on the versions that the lock has.

import { fail, ok } from "../../base/result.ts";
import type { Lock } from "../../plan/lock/lock.ts";
import type { LockStep } from "../../plan/step.ts";
import { bindHashes } from "./bind-hashes.ts";
import { troubleIn } from "../explain/explain-uv.ts";
import { explicitIndexes } from "../indexes/explicit-indexes.ts";
import { indexNames, plain } from "../indexes/index-names.ts";
import type { ResolveBuild } from "./lock-builds.ts";
import { askedPlaces, referenceIn } from "./lock-places.ts";
import { pyprojectText } from "./lock-project.ts";
import { pytorchIndexAddress, pytorchIndexName } from "../indexes/pytorch-index.ts";
import { readPylock } from "./read-pylock.ts";
import type { StepContext } from "../realize-context.ts";
import { runResolver } from "./run-resolver.ts";

/** @param lock as it was resolved for all platforms */
export const resolveBuild =
  (context: StepContext, step: LockStep, lock: Lock): ResolveBuild =>
  async ({ name, requirements, fromIndex }) => {
    const indexName = pytorchIndexName(name);
    const url = fromIndex.length === 0 ? null : pytorchIndexAddress(context.host, indexName);
    context.progress(`the build ${name}`);
    const { indexes, env } = explicitIndexes(context, step);
    const exported = await runResolver(context, {
      pyproject: pyprojectText(askedPlaces({ ...step, indexes }, context.layout.root, lock), {
        requirements,
        index: url === null ? null : { name: indexName, url },
        fromIndex,
      }),
      // What is torch's own belongs to its build.
      kept: { ...lock, packages: lock.packages.filter((item) => !fromIndex.includes(item.name)) },
      env,
    });
    if (!exported.ok) return fail(isSilent(exported.failure.lastLines) ? "unreachable" : "impossible");
    const others = indexNames(context, step.indexes);
    const nameIndex = (address: string | null): string =>
      url !== null && plain(address ?? "") === plain(url) ? indexName : others(address);
    const read = readPylock(exported.value, {
      nameIndex,
      systems: ["linux"],
      root: context.layout.root,
      referenceOf: (each) => referenceIn(step, each),
    });
    const bound = read.ok ? bindHashes(read.value, step.hashes) : read;
    return bound.ok ? ok(bound.value.packages) : fail("impossible");
  };

const isSilent = (lastLines: readonly string[]): boolean =>
  ["network", "certificate", "authentication", "server-error"].includes(troubleIn(lastLines) ?? "");
