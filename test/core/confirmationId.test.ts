/** Confirmation ids and receipts: a slip of the tongue or of a finger is noticed, and nobody's id is another's. */
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  confirmationId,
  newConfirmationId,
  newReceiptNumber,
  receiptNumber,
  spokenConfirmationId,
  typedConfirmationId,
} from '../../src/core/confirmationId';

const hex = fc.stringMatching(/^[0-9a-f]{32}$/);
const free = () => false;
const isId = (text: string): boolean => confirmationId.safeParse(text).success;
const isReceipt = (text: string): boolean => receiptNumber.safeParse(text).success;
const idOf = (draw: string): string => newConfirmationId(() => draw, free) as string;
const other = (digit: string, by: number): string => String((Number(digit) + by) % 10);

describe('a confirmation id', () => {
  it('is nine digits and a check digit', () => {
    fc.assert(fc.property(hex, (draw) => isId(idOf(draw))));
    expect(idOf('0'.repeat(32))).to.equal('0000000000');
    expect(isId('5720000000')).to.equal(false);
  });

  it('is another one with any one digit wrong', () => {
    fc.assert(
      fc.property(hex, fc.nat(9), fc.integer({ min: 1, max: 9 }), (draw, at, by) => {
        const id = idOf(draw);
        expect(isId(id.slice(0, at) + other(id[at] as string, by) + id.slice(at + 1))).to.equal(false);
      }),
    );
  });

  it('is another one with any two neighbours exchanged', () => {
    fc.assert(
      fc.property(hex, fc.nat(8), (draw, at) => {
        const id = idOf(draw);
        const swapped = `${id.slice(0, at)}${id[at + 1]}${id[at]}${id.slice(at + 2)}`;
        if (swapped !== id) expect(isId(swapped)).to.equal(false);
      }),
    );
  });

  it('is drawn again while it is taken, and not for ever', () => {
    const draws = ['0', '0', '7'].map((digit) => digit.padStart(32, '0'));
    expect(newConfirmationId(() => draws.shift() ?? '', new Set(['0000000000']).has.bind(new Set(['0000000000']))))
      .to //
      .match(/^000000007\d$/);
    expect(
      newConfirmationId(
        () => '0'.repeat(32),
        () => true,
      ),
    ).to.equal(undefined);
  });

  it('has digits that are all as likely as the others', () => {
    const counts = new Array<number>(10).fill(0);
    for (let n = 0; n < 10_000; n++) {
      const draw = createHash('sha256').update(String(n)).digest('hex').slice(0, 32);
      for (const digit of idOf(draw)) counts[Number(digit)] = (counts[Number(digit)] as number) + 1;
    }
    // 100,000 digits: a standard deviation is 95.
    for (const count of counts) expect(count).to.be.within(9_500, 10_500);
  });

  it('is told digit by digit, in groups of three, three and four', () => {
    expect(spokenConfirmationId('1234567890').filter(({ play }) => play === 'digits')).to.deep.equal([
      { play: 'digits', digits: '123' },
      { play: 'digits', digits: '456' },
      { play: 'digits', digits: '7890' },
    ]);
  });

  it('is found however it is typed', () => {
    expect(typedConfirmationId(' 123 456-7890 ')).to.equal('1234567890');
  });
});

describe('the number of a receipt', () => {
  it('is a letter, six digits and a check digit', () => {
    fc.assert(
      fc.property(hex, fc.constantFrom('S' as const, 'F' as const), (draw, letter) => {
        const number = newReceiptNumber(letter, () => draw, free) as string;
        expect(number).to.match(/^[SF]\d{7}$/);
        expect(isReceipt(number)).to.equal(true);
      }),
    );
  });

  it('is none with the other letter', () => {
    fc.assert(
      fc.property(hex, (draw) => {
        const number = newReceiptNumber('S', () => draw, free) as string;
        expect(isReceipt(`F${number.slice(1)}`)).to.equal(false);
      }),
    );
  });
});
