/** Where mappings come from beside JSON: YAML text, and the file or folder that is watched. */
import type { Flaw } from '../core/errors';

/** Where something stands; the file is named only when there are files. */
export interface MappingPlace {
  readonly file?: string;
  readonly line: number;
}

/** A mapping as it was written, not yet validated. */
export interface MappingText {
  readonly input: unknown;
  /** Where JSON pointers into `input` stand. */
  places(pointers: readonly string[]): Promise<readonly (MappingPlace | undefined)[]>;
}

/** What could not be read, with file and line. */
export interface Unreadable {
  readonly flaws: readonly Flaw[];
}

export interface MappingYaml {
  read(text: string): Promise<MappingText | Unreadable>;
  print(mapping: unknown): string;
}

export interface MappingFiles {
  /** The file or folder, as configured. */
  readonly where: string;
  /** Whether secrets may be written out in it: it is the demo. */
  readonly demo: boolean;
  /** As it is now. */
  read(): Promise<MappingText | Unreadable>;
}
