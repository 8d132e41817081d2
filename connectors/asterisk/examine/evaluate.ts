/**
 * Functions of the dialplan, read from outside: ARI gives them only on a channel, so one is made that dials nobody
 * (a local channel that is created and never dialled), in a Stasis application of its own, and taken away again.
 */
import { type Ari, parseBody } from '../ari';
import type { AsteriskPorts } from '../options';
import { type AsteriskOptions, applicationOf } from '../options';
import { openSocket } from '../socket';
import { succeeded } from '../words/results';

/** The value of `FUNCTION(arguments)`; undefined when the PBX does not give one. */
export type Evaluate = (expression: string) => Promise<string | undefined>;

export class Evaluator {
  private readonly node: string;
  private close: () => void = () => {};
  private ids = 0;

  constructor(
    private readonly ari: Ari,
    private readonly ports: AsteriskPorts,
    private readonly options: AsteriskOptions,
    /** 24 hex digits that no other channel id begins with. */
    private readonly prefix: string,
  ) {
    this.node = `${options.node}-doctor`;
  }

  /** Opens the application; says whether it could. */
  open(): Promise<boolean> {
    return new Promise((resolve) => {
      this.close = openSocket({ ...this.options, node: this.node }, this.ports.clock, {
        opened: () => resolve(true),
        message: () => {},
        closed: () => resolve(false),
      });
    });
  }

  /** Lets `look` evaluate in the place of an extension: variables such as CONTEXT and EXTEN are those of it. */
  async at<T>(extension: string, context: string, look: (evaluate: Evaluate) => Promise<T>): Promise<T | undefined> {
    this.ids += 1;
    const channel = `${this.prefix}${this.ids.toString(16).padStart(8, '0')}`;
    const created = await this.ari.request('POST', 'channels/create', {
      endpoint: `Local/${extension}@${context}/n`,
      app: applicationOf(this.node),
      channelId: channel,
    });
    if (!succeeded(created)) return undefined;
    try {
      return await look(async (variable) => {
        const answer = await this.ari.request('GET', `channels/${channel}/variable`, { variable });
        return succeeded(answer) ? (parseBody<{ value: string }>(answer)?.value ?? undefined) : undefined;
      });
    } finally {
      await this.ari.request('DELETE', `channels/${channel}`);
    }
  }

  end(): void {
    this.close();
  }
}
