// Tells somebody who watches how all services are, at every change and at no other time.

import type { WatchMessage } from "../api/contract.ts";
import { listStatus, type Supervisor } from "./bench.ts";

/** Tells at once, and then whenever something of it is new; what happens in one go is told once. */
export const watchServices = (
  supervisor: Supervisor,
  emit: (message: WatchMessage) => void,
): { readonly cancel: () => void } => {
  let told = "";
  let isDue = false;
  let isOver = false;
  const tell = (): void => {
    isDue = false;
    if (isOver) return;
    const services = [...listStatus(supervisor)];
    const text = JSON.stringify(services);
    if (text === told) return;
    told = text;
    emit({ at: new Date().toISOString(), services });
  };
  const notice = (): void => {
    if (isDue) return;
    isDue = true;
    queueMicrotask(tell);
  };
  supervisor.watchers.add(notice);
  tell();
  return {
    cancel: () => {
      isOver = true;
      supervisor.watchers.delete(notice);
    },
  };
};
