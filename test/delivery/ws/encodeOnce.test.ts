import { expect } from 'chai';
import { encodeOnce } from '../../../src/delivery/ws/encodeOnce';

describe('encodeOnce', () => {
  it('gives the same bytes for the same text in a row', () => {
    const encode = encodeOnce();
    const first = encode('ü');
    expect(first).to.deep.equal(Buffer.from('ü'));
    expect(encode('ü')).to.equal(first);
    expect(encode('')).to.deep.equal(Buffer.alloc(0));
    expect(encode('ü')).to.deep.equal(first);
  });
});
