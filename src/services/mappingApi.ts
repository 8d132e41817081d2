/** What the services offer about the mapping: the shapes that delivery and the command line build on. */
import { z } from 'zod';
import type { Refusal } from '../core/errors';
import { KINDS } from '../core/kinds';
import { mapping } from '../core/mapping';
import { consequence } from '../core/mappingConsequences';
import { mappingChange } from '../core/mappingDiff';
import type { MappingPartName } from '../core/mappingParts';
import type { Role } from '../core/permissions';
import { publicSchema } from '../core/publicView';
import { trialCall, trialResult } from '../core/venueTrial';

/** Who asks: what is needed of a principal. */
export interface Asker {
  readonly role: Role;
  readonly actor: string;
}

/** Versions, newest first. */
export interface VersionPage {
  readonly items: readonly unknown[];
  readonly next?: string;
}

/** A mapping from outside: a JSON value, or a YAML text. */
export type MappingInput = { readonly value: unknown } | { readonly yaml: string };

export const tryBody = z.strictObject({
  call: trialCall,
  /** Tried instead of the mapping in force: a mapping, or one as YAML text. */
  mapping: z.union([z.string(), z.looseObject({})]).optional(),
});

const version = publicSchema(KINDS.mapping.schema) as z.ZodObject;
const line = { path: z.string(), message: z.string(), line: z.int().optional(), file: z.string().optional() };

/** Shapes of the answers. */
export const MAPPING_REPLIES = Object.freeze({
  /** Facts of a version, without its content. */
  listed: version.omit({ mapping: true, retiring: true }),
  version,
  current: version.extend({
    pendingFile: z
      .object({
        file: z.string(),
        since: z.iso.datetime(),
        problem: z.enum(['broken', 'conflict']).meta({
          description: 'broken: it cannot be applied; conflict: it and the mapping in force were both changed',
        }),
        flaws: z.array(z.object(line)),
        changes: z.array(z.string()).meta({ description: 'What would change if it were applied' }),
      })
      .optional()
      .meta({ description: 'The file, when it is not in force' }),
    retiringPbxs: z.array(z.string()).meta({ description: 'Taken out, but with calls that go on' }),
  }),
  validated: z.object({
    valid: z.boolean(),
    flaws: z.array(z.object(line)),
    warnings: z.array(z.object(line)).optional(),
  }),
  difference: z.object({ changes: z.array(mappingChange), consequences: z.array(consequence) }),
  changed: z.object({
    version: z.int().meta({ description: 'In force now; after a preview the one that stays in force' }),
    changes: z.array(mappingChange),
    consequences: z.array(consequence),
  }),
  followed: z.object({ outcome: z.enum(['applied', 'unchanged']), version: z.int() }),
  tried: trialResult.extend({ version: z.int().optional().meta({ description: 'Absent when one was sent along' }) }),
  mapping,
});

export interface ChangeOptions {
  /** Sequence (ETag) of what was read, or `*`; a change without one is refused. */
  readonly ifMatch?: number | '*' | undefined;
  readonly comment?: string | undefined;
  /** Says what would change and changes nothing. */
  readonly preview?: boolean | undefined;
}

/** With the sequence of the version in force, its ETag. */
export type MappingReply = { readonly status: number; readonly seq?: number; readonly data: unknown } | Refusal;

/** The same as YAML. */
export type MappingYamlReply = { readonly yaml: string; readonly seq?: number } | Refusal;

/** The mapping, for admins alone; whoever else asks gets `auth.forbidden`. */
export interface MappingAdministration {
  /** The version in force, with the file that is not and PBXs that retire. `resource.not_found` when there is none. */
  get(asker: Asker): Promise<MappingReply>;
  /** What a version (default: the one in force) was made of, as YAML in a stable order. */
  export(asker: Asker, version?: number): Promise<MappingYamlReply>;
  /** Every flaw; nothing changes. */
  validate(asker: Asker, input: MappingInput): Promise<MappingReply>;
  diff(asker: Asker, input: MappingInput): Promise<MappingReply>;
  tryCall(asker: Asker, body: unknown): Promise<MappingReply>;
  apply(asker: Asker, input: MappingInput, options: ChangeOptions): Promise<MappingReply>;
  /** Applies the watched file now; `force`: also when the mapping was changed by other means since. */
  applyFile(asker: Asker, options: ChangeOptions & { readonly force?: boolean }): Promise<MappingReply>;
  versions(asker: Asker, limit: number, cursor?: string): Promise<VersionPage | Refusal>;
  version(asker: Asker, version: number): Promise<MappingReply>;
  /** What changed from `against` (default: the version before) to `version`. */
  compare(asker: Asker, version: number, against?: number): Promise<MappingReply>;
  rollback(asker: Asker, version: number, options: ChangeOptions): Promise<MappingReply>;
  part(asker: Asker, part: MappingPartName, names: Names): Promise<MappingReply>;
  putPart(
    asker: Asker,
    part: MappingPartName,
    names: Names,
    value: unknown,
    options: ChangeOptions,
  ): Promise<MappingReply>;
  deletePart(asker: Asker, part: MappingPartName, names: Names, options: ChangeOptions): Promise<MappingReply>;
}

/** Values of the `{names}` of a part. */
export type Names = Readonly<Record<string, string>>;
