/** A YAML file that a command was given; what a gateway finds wrong with it is said with file and line. */
import { readMapping } from '../mapping/mappingFile';
import { MappingFileError } from '../mapping/mappingText';
import { CliError, EXIT } from './cliError';

export interface YamlFile {
  readonly input: unknown;
  readonly place: (pointer: string) => string;
}

export function fileAt(where: string): YamlFile {
  try {
    const { input, place } = readMapping(where);
    return { input, place: (pointer) => `${place(pointer)} ${pointer}` };
  } catch (error) {
    if (error instanceof MappingFileError)
      throw new CliError(`${where} is not applied:\n${indent(error.message)}`, EXIT.refused);
    throw error;
  }
}

const indent = (text: string): string => text.replace(/^/gm, '  ');
