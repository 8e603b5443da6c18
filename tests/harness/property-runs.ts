/** How many cases a property is tried on: 300, or as many as `PROPERTY_RUNS` says; `npm test` says 10,000. */
export const propertyRuns = Number(process.env.PROPERTY_RUNS ?? 300);
