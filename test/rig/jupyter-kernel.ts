// Asks a real Jupyter server for a kernel and executes code in it, as JupyterLab in a browser would.

import { within } from "./wait-for.ts";

export interface KernelAnswer {
  /** What the code printed. */
  readonly printed: string;
  /** `NAME: value` of the exception, when there was one. */
  readonly error: string | null;
}

export interface Kernel {
  readonly id: string;
  execute(code: string): Promise<KernelAnswer>;
  close(): void;
}

interface KernelMessage {
  readonly parent_header: { readonly msg_id?: string };
  readonly msg_type: string;
  readonly content: {
    readonly text?: string;
    readonly ename?: string;
    readonly evalue?: string;
    readonly execution_state?: string;
  };
}

/**
 * `link` is the one that a person opens: `http://127.0.0.1:8888/lab?token=…`.
 * @param known the id of a kernel that is there; a new one is started without it
 */
export const openKernel = async (link: string, known?: string): Promise<Kernel> => {
  const url = new URL(link);
  const token = url.searchParams.get("token") ?? "";
  const id = known ?? (await startKernel(url, token));
  const socket = new WebSocket(`ws://${url.host}/api/kernels/${id}/channels?session_id=rig&token=${token}`);
  const opened = new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("error", () => reject(new Error("the kernel's websocket cannot be opened")));
  });
  await within("the kernel's websocket", opened);
  return { id, execute: (code) => execute(socket, code), close: () => socket.close() };
};

const startKernel = async (url: URL, token: string): Promise<string> => {
  const headers = { Authorization: `token ${token}` };
  const made = await fetch(new URL("/api/kernels", url), { method: "POST", headers, body: "{}" });
  if (made.status !== 201) throw new Error(`POST /api/kernels: ${made.status} ${await made.text()}`);
  const { id }: { id: string } = JSON.parse(await made.text());
  return id;
};

const execute = (socket: WebSocket, code: string): Promise<KernelAnswer> => {
  const messageId = crypto.randomUUID();
  let printed = "";
  let error: string | null = null;
  const done = new Promise<KernelAnswer>((resolve) => {
    const hear = (event: MessageEvent): void => {
      const message: KernelMessage = JSON.parse(String(event.data));
      if (message.parent_header.msg_id !== messageId) return;
      const { content } = message;
      if (message.msg_type === "stream") printed += content.text ?? "";
      if (message.msg_type === "error") error = `${content.ename}: ${content.evalue}`;
      if (message.msg_type !== "status" || content.execution_state !== "idle") return;
      socket.removeEventListener("message", hear);
      resolve({ printed, error });
    };
    socket.addEventListener("message", hear);
  });
  const header = {
    msg_id: messageId,
    msg_type: "execute_request",
    session: "rig",
    username: "rig",
    version: "5.3",
    date: new Date().toISOString(),
  };
  const content = { code, silent: false, store_history: false, user_expressions: {}, allow_stdin: false };
  socket.send(
    JSON.stringify({ channel: "shell", header, parent_header: {}, metadata: {}, content, buffers: [] }),
  );
  return within("the kernel's answer", done, { timeoutMs: 60_000 });
};
