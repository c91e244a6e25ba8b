// What a warm `up` of three services costs beyond the services' own start-up: from the command to all of them ready,
// less the time that the same programs take when they are simply started.

import { openRig } from "../../test/rig/rig.ts";
import { executable } from "../../test/rig/paths.ts";
import { execute } from "../harness/execute.ts";
import { interleave, type Contender } from "../harness/interleave.ts";
import { findOnPath } from "../harness/peers.ts";
import { describeThree, processComposeFile, untilAllAnswer } from "../harness/three-services.ts";
import { figure, type Figure, type Row, type Verdict } from "../harness/row.ts";

const difference = (name: string, whole: Figure, own: Figure): Figure =>
  figure(
    name,
    whole.samples.map((sample, at) => sample - (own.samples[at] ?? Number.NaN)),
  );

export const warmUp: Row = {
  name: "warm-up",
  measure: async ({ quick }) => {
    await using rig = await openRig();
    const services = await describeThree(rig);
    const options = { env: rig.env, cwd: rig.root };
    const bare = async (): Promise<number> => {
      const start = performance.now();
      const children = services.map(({ argv }) =>
        Bun.spawn([...argv], { cwd: rig.root, env: rig.env, stdio: ["ignore", "ignore", "ignore"] }),
      );
      await untilAllAnswer(services);
      const taken = performance.now() - start;
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(children.map(({ exited }) => exited));
      return taken;
    };
    const jig = (): number => {
      const start = performance.now();
      execute([executable, "up", "--no-open"], options);
      const taken = performance.now() - start;
      execute([executable, "down"], options);
      return taken;
    };
    const contenders: Contender[] = [
      { name: "started by hand", run: bare },
      { name: "jig up", run: jig },
    ];
    const processCompose = findOnPath("process-compose");
    if (processCompose !== null) {
      const file = processComposeFile(rig, services);
      contenders.push({
        name: "process-compose up",
        run: async () => {
          const start = performance.now();
          const child = Bun.spawn([processCompose, "up", "-t=false", "-f", file], {
            ...options,
            stdio: ["ignore", "ignore", "ignore"],
          });
          await untilAllAnswer(services);
          const taken = performance.now() - start;
          child.kill("SIGTERM");
          await child.exited;
          return taken;
        },
      });
    }
    const measured = await interleave(contenders, { rounds: quick ? 5 : 21 });
    const [own, ...others] = measured;
    if (own === undefined) throw new Error("nothing was measured");
    const beyond = others.map((whole) =>
      difference(`${whole.name}, less the services' own start`, whole, own),
    );
    const [ours, theirs] = beyond;
    const verdicts: Verdict[] = [
      { what: "jig up, less the services' own start, ms", measured: ours?.median ?? Number.NaN, budget: 50 },
    ];
    if (ours !== undefined && theirs !== undefined) {
      verdicts.push({ what: "jig / process-compose", measured: ours.median / theirs.median, budget: 1 });
    }
    return {
      title: "three services, from the command to all of them ready",
      unit: "ms",
      figures: [...measured, ...beyond],
      verdicts,
      remarks: [
        ...(processCompose === null ? ["process-compose: not on PATH"] : []),
        "overmind: has no readiness to compare",
      ],
    };
  },
};
