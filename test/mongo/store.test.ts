/** The store on MongoDB: the contract, unchanged. */
import { describeStore } from '../contracts/store';
import { mongoHarness } from './support/harness';

describeStore('the store on MongoDB', mongoHarness);
