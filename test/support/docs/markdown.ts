/** Tables of printed pages. */
export const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
export const head = (...cells: readonly string[]): string => `${row(...cells)}\n${row(...cells.map(() => '---'))}`;
export const code = (text: string): string => `\`${text}\``;
