/** `make contract`: what the skeleton, or the connector that grows out of it, still lacks. */
import { asText, contractReport } from '../../contracts/report';
import { SkeletonHarness } from './harness';

contractReport(() => new SkeletonHarness()).then(
  (lines) => console.log(asText(lines)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
