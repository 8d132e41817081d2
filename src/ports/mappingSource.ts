/** Where mappings come from beside JSON: YAML text, and the file or folder that is watched; and where long work on them is done. */
import type { Flaw } from '../core/errors';
import type { Examination, Examined } from '../core/mappingExamination';

/** Where something stands; the file is named only when there are files. */
export interface MappingPlace {
  readonly file?: string;
  readonly line: number;
}

/** A mapping as it was written, not yet validated. */
export interface MappingText {
  readonly json: string;
  /** One text for one content, however it was written. */
  readonly canonical: string;
  /** Where JSON pointers into it stand. */
  places(pointers: readonly string[]): Promise<readonly (MappingPlace | undefined)[]>;
}

/** What could not be read, with file and line. */
export interface Unreadable {
  readonly flaws: readonly Flaw[];
}

export interface MappingYaml {
  read(text: string): Promise<MappingText | Unreadable>;
  /** A mapping given as JSON, in a stable order. */
  print(mapping: string): Promise<string>;
}

/** Does what takes long of a whole mapping, where nobody else has to wait for it; see `core/mappingExamination`. */
export interface MappingDesk {
  examine(examination: Examination): Promise<Examined>;
  compareKept(before: string, after: string): Promise<string>;
}

export interface MappingFiles {
  /** The file or folder, as configured. */
  readonly where: string;
  /** Whether secrets may be written out in it: it is the demo. */
  readonly demo: boolean;
  /** As it is now. */
  read(): Promise<MappingText | Unreadable>;
}
