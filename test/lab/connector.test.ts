/** The contract of a PBX, kept by the connector on a real Asterisk. */
import { describePbx } from '../contracts/pbx';
import { LabHarness } from './support/pbxHarness';

describePbx('the Asterisk connector', () => new LabHarness());
