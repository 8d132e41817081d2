/** The mapping by the API (design §9): for admins, with the checks and words that a change of everybody's calls needs. */
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { flawsOf, unheardNames } from '../core/flaws';
import { slug } from '../core/ids';
import { byName, type Mapping, withShared } from '../core/mapping';
import { MAPPING_PARTS, type MappingPartName, partAt, pathOfPart, withPart } from '../core/mappingParts';
import { tryCall } from '../core/venueTrial';
import {
  type Asker,
  type ChangeOptions,
  type MappingAdministration,
  type MappingInput,
  type MappingReply,
  type Names,
  tryBody,
} from './mappingApi';
import type { Changed } from './mappingChanges';
import { placed } from './mappingFollower';
import { MappingReading } from './mappingReading';
import { promptWarnings } from './unknownPrompts';

const SOURCE = 'api';

export class MappingService extends MappingReading implements MappingAdministration {
  async validate(asker: Asker, input: MappingInput): Promise<MappingReply> {
    const barred = this.barred(asker);
    if (barred) return barred;
    const checked = await this.checked(input);
    if (!isRefusal(checked)) {
      const warnings = promptWarnings(checked.mapping, this.parts.partitions);
      return { status: 200, data: { valid: true, flaws: [], ...(warnings.length > 0 && { warnings }) } };
    }
    if (checked.refused !== 'mapping.invalid') return checked;
    return { status: 200, data: { valid: false, flaws: checked.errors ?? [] } };
  }

  async diff(asker: Asker, input: MappingInput): Promise<MappingReply> {
    const barred = this.barred(asker);
    if (barred) return barred;
    const checked = await this.checked(input);
    return isRefusal(checked) ? checked : { status: 200, data: checked.difference };
  }

  async tryCall(asker: Asker, body: unknown): Promise<MappingReply> {
    const barred = this.barred(asker);
    if (barred) return barred;
    const parsed = tryBody.safeParse(body);
    if (!parsed.success) return { refused: 'request.invalid', errors: flawsOf(parsed.error) };
    const { call, mapping: sent } = parsed.data;
    const { mappings } = this.parts;
    const checked =
      sent === undefined ? undefined : await this.checked(typeof sent === 'string' ? { yaml: sent } : { value: sent });
    if (isRefusal(checked)) return checked;
    const tried = tryCall(checked ? withShared(byName(checked.mapping)) : mappings.current, call);
    if (!tried) return refuse('resource.not_found', `there is no routing point ${call.routingPoint}`);
    const version = checked ? undefined : mappings.applied?.version;
    return { status: 200, data: { ...tried, ...(version !== undefined && { version }) } };
  }

  async apply(asker: Asker, input: MappingInput, options: ChangeOptions): Promise<MappingReply> {
    const barred = this.barred(asker) ?? unconditional(options);
    if (barred) return barred;
    const read = await this.read(input);
    if (isRefusal(read)) return read;
    const made = await this.parts.changes.apply(() => read, { ...options, source: SOURCE, actor: asker.actor });
    return isRefusal(made) ? placed(made, read) : replyOf(made);
  }

  async applyFile(
    asker: Asker,
    { force = false, comment, ifMatch }: ChangeOptions & { readonly force?: boolean },
  ): Promise<MappingReply> {
    const barred = this.barred(asker);
    if (barred) return barred;
    const followed = await this.parts.follower.follow({ actor: asker.actor, force, comment, ifMatch });
    return isRefusal(followed) ? followed : { status: 200, data: followed };
  }

  async rollback(asker: Asker, version: number, options: ChangeOptions): Promise<MappingReply> {
    const barred = this.barred(asker) ?? unconditional(options);
    if (barred) return barred;
    const { history, mappings, changes } = this.parts;
    const found = await history.content(version);
    if (isRefusal(found)) return found;
    const secrets = {
      sealed: mappings.literalsOf({ ...(found.secret !== undefined && { secret: found.secret }) }),
      written: false,
    };
    const change = { ...options, source: `rollback:${version}`, actor: asker.actor, secrets };
    const made = await changes.apply(() => ({ json: JSON.stringify(found.mapping) }), change);
    return isRefusal(made) ? made : replyOf(made);
  }

  async putPart(
    asker: Asker,
    part: MappingPartName,
    names: Names,
    value: unknown,
    options: ChangeOptions,
  ): Promise<MappingReply> {
    const barred = this.barred(asker) ?? unconditional(options) ?? misnamed(names);
    if (barred) return barred;
    const parsed = MAPPING_PARTS[part].schema.safeParse(value);
    const errors = parsed.success ? unheardNames(value) : flawsOf(parsed.error);
    if (!parsed.success || errors.length > 0) return { refused: 'request.invalid', errors };
    const made = await this.edit(asker, options, pathOfPart(part, names), parsed.data);
    return isRefusal(made) ? made : replyOf(made);
  }

  async deletePart(asker: Asker, part: MappingPartName, names: Names, options: ChangeOptions): Promise<MappingReply> {
    const barred = this.barred(asker) ?? unconditional(options);
    if (barred) return barred;
    const made = await this.edit(asker, options, pathOfPart(part, names), undefined);
    return isRefusal(made) ? made : replyOf(made);
  }

  private edit(
    { actor }: Asker,
    options: ChangeOptions,
    path: readonly string[],
    value: unknown,
  ): Promise<Changed | Refusal> {
    const wanted = (current: Mapping) => {
      if (value === undefined && partAt(current, path) === undefined) return missing(path);
      const input = withPart(current, path, value);
      return input === undefined ? missing(path.slice(0, -2)) : { json: JSON.stringify(input) };
    };
    return this.parts.changes.apply(wanted, { ...options, source: SOURCE, actor });
  }
}

const replyOf = ({ seq, ...data }: Changed) => ({ status: 200, seq, data });

/** Two admins at once would undo each other's work unseen. */
const unconditional = ({ ifMatch }: ChangeOptions): Refusal | undefined =>
  ifMatch === undefined ? refuse('request.condition_missing') : undefined;

function misnamed(names: Names): Refusal | undefined {
  const errors = Object.entries(names)
    .filter(([, value]) => !slug.safeParse(value).success)
    .map(([name]) => ({ path: `path ${name}`, message: 'lower-case letters, digits and dashes, 1 to 40 characters' }));
  return errors.length > 0 ? { refused: 'request.invalid', errors } : undefined;
}

const missing = (path: readonly string[]): Refusal =>
  refuse('resource.not_found', `the mapping has no /${path.join('/')}`);
