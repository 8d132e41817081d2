/** CSV that every spreadsheet reads as a table, and none as a program. */
import { expect } from 'chai';
import { csv } from '../../src/core/csv';

describe('csv', () => {
  const lineOf = (value: unknown): string => csv(['a'], [{ a: value }]).split('\r\n')[1] ?? '';

  it('writes a line for each row, by the columns', () => {
    const rows = [{ b: 2, a: 'x' }, { a: 'y' }];
    expect(csv(['a', 'b'], rows)).to.equal('a,b\r\nx,2\r\ny,\r\n');
  });

  it('quotes what would end a cell', () => {
    expect(lineOf('a,b')).to.equal('"a,b"');
    expect(lineOf('say "hi"')).to.equal('"say ""hi"""');
    expect(csv(['a'], [{ a: 'one\r\ntwo' }])).to.equal('a\r\n"one\r\ntwo"\r\n');
  });

  it('lets no text be a formula, and leaves numbers alone', () => {
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\n=1'])
      expect(lineOf(text).replace(/^"/, '')[0], JSON.stringify(text)).to.equal("'");
    expect(lineOf('=HYPERLINK("http://x","y")')).to.equal('"\'=HYPERLINK(""http://x"",""y"")"');
    expect(lineOf(-1.5)).to.equal('-1.5');
    expect(lineOf('a=b')).to.equal('a=b');
  });
});
