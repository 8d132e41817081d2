/**
 * The links to the PBXs of the mapping: one per PBX (design §2). Started and stopped as the mapping changes; their
 * state is a resource of `system`, for admins to look at.
 */
import type { LinkState, PbxEvent } from '../core/line';
import type { PbxConfig } from '../core/mapping';
import { linkOf } from '../core/mappingConsequences';
import type { Pbx } from '../ports/pbx';
import type { Ports } from './partitions';

/** What stands outside the mapping. */
export interface LinkSecrets {
  readonly password?: string;
  /** Certificate authority of the PBX, PEM. */
  readonly ca?: string;
}

type Pbxs = Readonly<Record<string, PbxConfig>>;
type SecretsOf = (name: string) => LinkSecrets;

/** Makes the connector of a PBX; throws a refusal when its configuration cannot work (a secret is missing). */
export type ConnectPbx = (name: string, config: PbxConfig, secrets: LinkSecrets) => Pbx;

interface Line {
  readonly pbx: Pbx;
  readonly config: string;
  state: LinkState;
  epoch: number;
}

export type OnPbxEvent = (pbx: Pbx, event: PbxEvent) => void;

export class Lines {
  private readonly lines = new Map<string, Line>();
  private last: { readonly pbxs: Pbxs; readonly secrets: SecretsOf } = { pbxs: {}, secrets: () => ({}) };

  constructor(
    private readonly ports: Pick<Ports, 'log' | 'metrics'>,
    private readonly connect: ConnectPbx,
    private readonly onEvent: OnPbxEvent,
  ) {}

  get(name: string): Pbx | undefined {
    return this.lines.get(name)?.pbx;
  }

  names(): string[] {
    return [...this.lines.keys()];
  }

  state(name: string): LinkState {
    return this.lines.get(name)?.state ?? 'stopped';
  }

  /**
   * Starts what is new or changed, stops what is gone. A PBX that only changed its venues is left alone; a link that
   * ended by itself, because another took its place, tries again when what the mapping says of PBXs has changed.
   */
  async follow(pbxs: Pbxs, secrets: SecretsOf): Promise<void> {
    const changed = JSON.stringify(pbxs) !== JSON.stringify(this.last.pbxs);
    this.last = { pbxs, secrets };
    for (const name of this.names()) if (!pbxs[name]) await this.stop(name);
    for (const [name, config] of Object.entries(pbxs)) {
      const found = secrets(name);
      const fingerprint = JSON.stringify([linkOf(config), found]);
      const known = this.lines.get(name);
      if (known && this.misses(name, config, found)) continue;
      if (known?.config === fingerprint && !(changed && known.state === 'stopped')) continue;
      await this.stop(name);
      this.start(name, config, found, fingerprint);
    }
  }

  /** What stands outside the mapping may have changed. */
  again(): Promise<void> {
    return this.follow(this.last.pbxs, this.last.secrets);
  }

  /** A file that is being replaced is not there for a moment: the link that is there stays. */
  private misses(name: string, config: PbxConfig, { password, ca }: LinkSecrets): boolean {
    const missing = (config.password && password === undefined) || (config.ca !== undefined && ca === undefined);
    if (missing) this.ports.log.error('a secret of a PBX cannot be read; its link stays as it is', { pbx: name });
    return missing === true;
  }

  /** One PBX that cannot be connected keeps no other from its calls. */
  private connector(name: string, config: PbxConfig, secrets: LinkSecrets): Pbx | undefined {
    try {
      return this.connect(name, config, secrets);
    } catch (error) {
      this.ports.log.error('a PBX cannot be connected: mend the mapping', { pbx: name, error: String(error) });
      return undefined;
    }
  }

  private start(name: string, config: PbxConfig, secrets: LinkSecrets, fingerprint: string): void {
    const pbx = this.connector(name, config, secrets);
    if (!pbx) return;
    const line: Line = { pbx, config: fingerprint, state: 'connecting', epoch: 0 };
    this.lines.set(name, line);
    pbx.start((event) => this.take(line, event));
  }

  /** Events of an older connection are dropped; so is everything of a line that was stopped. */
  private take(line: Line, event: PbxEvent): void {
    if (this.lines.get(line.pbx.name) !== line) return;
    if (event.type === 'link' || event.type === 'listed') {
      if (event.epoch < line.epoch) return;
      line.epoch = event.epoch;
    }
    if (event.type === 'link') {
      line.state = event.state;
      const labels = { pbx: line.pbx.name };
      this.ports.metrics.gauge('signalbox_pbx_link_up', event.state === 'live' ? 1 : 0, labels);
      if (event.state === 'lost') this.ports.metrics.count('signalbox_pbx_link_losses_total', labels);
    }
    this.onEvent(line.pbx, event);
  }

  /** Ends the link of a PBX that is no longer followed. */
  async stop(name: string): Promise<void> {
    const line = this.lines.get(name);
    if (!line) return;
    this.lines.delete(name);
    this.ports.metrics.gauge('signalbox_pbx_link_up', 0, { pbx: name });
    await line.pbx.stop();
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.names().map((name) => this.stop(name)));
  }
}

/** The lines, for those who are made before them. */
export const laterLines = (lines: () => Lines): Pick<Lines, 'get' | 'state' | 'names'> => ({
  get: (name) => lines().get(name),
  state: (name) => lines().state(name),
  names: () => lines().names(),
});
