// What the supervisor of three services costs while nothing happens: resident memory and processor time.

import { readdirSync, readFileSync } from "node:fs";

import { openRig } from "../../test/rig/rig.ts";
import { executable } from "../../test/rig/paths.ts";
import { execute } from "../harness/execute.ts";
import { findOnPath, installSupervisord } from "../harness/peers.ts";
import {
  describeThree,
  processComposeFile,
  supervisordFile,
  untilAllAnswer,
} from "../harness/three-services.ts";
import { figure, type Figure, type Row } from "../harness/row.ts";

/** Resident megabytes of a process now. */
const residentOf = (pid: number): number => {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(match?.[1] ?? "0") / 1024;
};

/** Processor milliseconds of a process' threads so far, to the nanosecond, as `schedstat` of each counts them. */
const processorOf = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`)
    .map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8"))
    .reduce((sum, fields) => sum + Number(fields.split(" ")[0]), 0) / 1e6;

/** Memory before and after an idle time, and the share of a processor used in it. */
const watch = async (pid: number, seconds: number): Promise<{ memory: number[]; processor: number }> => {
  // The start is over, and so is the giving back of what it needed: what is measured is idleness.
  await Bun.sleep(5000);
  const [memory, before] = [residentOf(pid), processorOf(pid)];
  await Bun.sleep(seconds * 1000);
  return {
    memory: [memory, residentOf(pid)],
    processor: ((processorOf(pid) - before) / (seconds * 1000)) * 100,
  };
};

export const supervisor: Row = {
  name: "supervisor",
  measure: async ({ quick }) => {
    const seconds = quick ? 5 : 30;
    await using rig = await openRig();
    const services = await describeThree(rig);
    const options = { env: rig.env, cwd: rig.root };
    execute([executable, "up", "--no-open"], options);
    const { supervisor: ours } = await rig.status();
    if (ours === null) throw new Error("there is no supervisor");
    const atFirst = residentOf(ours.pid);
    const jig = await watch(ours.pid, seconds);
    execute([executable, "down"], options);

    const figures: Figure[] = [
      figure("jig, MB", jig.memory),
      figure("jig, % of a processor", [jig.processor]),
    ];
    const peer = async (
      name: string,
      argv: readonly string[],
      env: Record<string, string>,
    ): Promise<void> => {
      const child = Bun.spawn([...argv], { cwd: rig.root, env, stdio: ["ignore", "ignore", "ignore"] });
      await untilAllAnswer(services);
      const { memory, processor } = await watch(child.pid, seconds);
      child.kill("SIGTERM");
      await child.exited;
      figures.push(figure(`${name}, MB`, memory), figure(`${name}, % of a processor`, [processor]));
    };
    const supervisord = installSupervisord();
    await peer("supervisord", [...supervisord.argv, "-n", "-c", supervisordFile(rig, services)], {
      ...rig.env,
      PYTHONPATH: supervisord.path,
      // supervisord leaves its logs in TMPDIR.
      TMPDIR: rig.base,
    });
    const processCompose = findOnPath("process-compose");
    if (processCompose !== null) {
      const file = processComposeFile(rig, services);
      await peer("process-compose", [processCompose, "up", "-t=false", "-f", file], { ...rig.env });
    }
    return {
      title: `the supervisor of three services, idle for ${seconds} s`,
      unit: "MB",
      figures,
      verdicts: [
        { what: "jig, resident MB", measured: Math.max(...jig.memory), budget: 36 },
        { what: "jig, % of a processor", measured: jig.processor, budget: 0.05 },
      ],
      remarks: [
        `jig just after the start: ${atFirst.toFixed(0)} MB`,
        ...(processCompose === null ? ["process-compose: not on PATH"] : []),
      ],
    };
  },
};
