// `jig doctor`: what stands in the way of `jig up` on this machine, and the one thing to do about each. It starts nothing
// of the project, asks nothing and changes nothing, but that a Nix which works again is asked by the next `jig up`.

import { diagnose, wouldStop } from "../../diagnose/diagnose.ts";
import { drawDiagnosis, reportDiagnosis } from "../../show/problems/draw-findings.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { paperOf } from "../answer/streams.ts";
import type { ReadFlags } from "../command-line/flags.ts";
import { tellStop, type JigContext } from "../context.ts";
import { examineProject } from "../project/examine/examine-project.ts";

export async function doctor(context: JigContext, flags: ReadFlags): Promise<void> {
  const examined = await examineProject(context, flags.directory);
  if (!examined.ok) return tellStop(context, examined.failure, flags.json ? "object" : "words");
  const findings = diagnose(examined.value);
  if (wouldStop(findings)) context.setExitCode(exitCodes.failed);
  context.out.write(
    flags.json
      ? `${JSON.stringify(reportDiagnosis(examined.value, findings))}\n`
      : `${drawDiagnosis(examined.value, findings, paperOf(context.out))}\n`,
  );
  // The system's search for a name cannot be called off, and would keep a finished command for ten seconds more.
  process.exit();
}
