// A life's record on the disk: written before it is acted on.

import { urlOf, type Life } from "./life.ts";
import { messageOf } from "../run/prepare-run.ts";
import { writeServiceRecord, type ServiceRecord } from "../records/records.ts";
import { findMain } from "../run/run.ts";

/** Writes down how it is with a service now. A full disk must not end the supervisor: then the cookie has to do. */
export const save = (life: Life): void => {
  if (life.run !== null) findMain(life.run);
  try {
    writeServiceRecord(life.context.state, recordOf(life));
  } catch (error) {
    life.context.log(`the record of \`${life.name}\` cannot be written: ${messageOf(error)}`);
  }
};

const recordOf = (life: Life): ServiceRecord => {
  const { run, context, name, generation, state, startedAt, restarts, exit, reason } = life;
  return {
    version: 1,
    name,
    generation,
    phase: state,
    keeper: run?.keeper ?? null,
    main: run?.main ?? null,
    bootId: context.bootId,
    port: run?.port ?? null,
    url: urlOf(life),
    startedAt,
    restarts,
    exit,
    reason,
    spec: run?.spec ?? life.spec,
    venv: run?.venv ?? null,
    variables: run?.variables ?? null,
  };
};
