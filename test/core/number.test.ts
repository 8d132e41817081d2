import { expect } from 'chai';
import { isRefusal } from '../../src/core/errors';
import { dialableNumber, dialString, isEmergency, normalise, takesTexts } from '../../src/core/number';

const trunk = (dial: string, inbound: 'e164' | 'national' = 'e164') => ({ country: 'DE', inbound, dial });

describe('a telephone number', () => {
  it('is kept as E.164, however it came in', () => {
    expect(normalise('493023125777', trunk('{e164}'))).to.equal('+493023125777');
    expect(normalise('+493023125777', trunk('{e164}'))).to.equal('+493023125777');
    expect(normalise('03023125777', trunk('{e164}', 'national'))).to.equal('+493023125777');
    for (const none of ['', 'anonymous', '12', 'a6001'])
      expect(normalise(none, trunk('{e164}')), none).to.equal(undefined);
  });

  it('is none where a network sends a word on the keypad instead, unless somebody has that number', () => {
    for (const word of ['+266696687', '266696687', '+7378742833', '86282452253', '+86282452253', '+8656696'])
      expect(normalise(word, trunk('{e164}')), word).to.equal(undefined);
    expect(normalise('7378742833', { country: 'US', inbound: 'national' }), 'of Austin').to.equal('+17378742833');
  });

  it('is dialled as its trunk wants it', () => {
    expect(dialString('+493023125777', trunk('PJSIP/{e164}@carrier'))).to.equal('PJSIP/+493023125777@carrier');
    expect(dialString('+493023125777', trunk('PJSIP/{digits}@carrier'))).to.equal('PJSIP/493023125777@carrier');
    expect(dialString('+493023125777', trunk('PJSIP/{national}@carrier'))).to.equal('PJSIP/03023125777@carrier');
    expect(dialString('+12025550123', trunk('PJSIP/{national}@carrier'))).to.equal('PJSIP/+12025550123@carrier');
  });

  it('takes texts where it is a mobile one, or may be', () => {
    for (const mobile of ['+4915123456789', '+12025550123', '+447400123456'])
      expect(takesTexts(mobile), mobile).to.equal(true);
    // A landline, a premium number, a freephone number, an emergency number, nobody's number.
    for (const other of ['+493023125777', '+499001234567', '+498001234567', '+49110', '+491881234567', '110'])
      expect(takesTexts(other), other).to.equal(false);
  });

  it('is read in the country of the trunk', () => {
    expect(dialableNumber('030 23125-777', 'DE')).to.equal('+493023125777');
    expect(dialableNumber('(202) 555-0123', 'US')).to.equal('+12025550123');
    expect(dialableNumber('011 49 30 23125600', 'US')).to.equal('+493023125600');
    expect(dialableNumber('0115 912 3456', 'GB')).to.equal('+441159123456');
    expect(dialableNumber('+800 1234 5678', 'DE')).to.equal('+80012345678');
    // Not in the plan, and like no premium number: new ranges are dialled before anybody has heard of them.
    expect(dialableNumber('0188 1234567', 'DE')).to.equal('+491881234567');
  });

  for (const [number, country, why] of [
    ['112', 'DE', 'destination.refused'],
    ['110', 'DE', 'destination.refused'],
    ['911', 'US', 'destination.refused'],
    ['000', 'AU', 'destination.refused'],
    ['11833', 'DE', 'destination.refused'],
    ['0900 1234567', 'DE', 'destination.refused'],
    ['+19005551234', 'DE', 'destination.refused'],
    ['0900 123456', 'DE', 'destination.refused'],
    ['0900 12345', 'DE', 'destination.refused'],
    ['0900 12345678', 'DE', 'destination.refused'],
    ['09061 12345', 'GB', 'destination.refused'],
    ['12', 'DE', 'destination.refused'],
    ['0137 1234567', 'DE', 'destination.refused'],
    ['0137 712345', 'DE', 'destination.refused'],
    ['+49 137 7123456789', 'AT', 'destination.refused'],
    ['0190 123456', 'DE', 'destination.refused'],
    ['+870 773 111 632', 'DE', 'destination.refused'],
    ['+881 6 1234 5678', 'DE', 'destination.refused'],
    ['00881 612345678', 'DE', 'destination.refused'],
    ['+882 16 1234 5678', 'DE', 'destination.refused'],
    ['011 883 5100 12345678', 'US', 'destination.refused'],
    ['+979 1 2345 6789', 'DE', 'destination.refused'],
    ['011 49 30 23125600', 'DE', 'destination.invalid'],
    ['(011) 49-30-23125600', 'GB', 'destination.invalid'],
    ['0301234567890123456', 'DE', 'destination.invalid'],
  ] as const)
    it(`refuses ${number} in ${country}`, () => {
      const refusal = dialableNumber(number, country);
      expect(isRefusal(refusal) && refusal.refused).to.equal(why);
    });

  it('knows an emergency number with an area prefix of dashes as well', () => {
    expect(isEmergency('1-1-2', 'DE')).to.equal(true);
    expect(isEmergency('110', 'US')).to.equal(false);
  });
});
