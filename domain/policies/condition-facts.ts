/** The fields a condition can name, with their CEL types: what a misspelt name is checked against at load. */
export const conditionSchema = {
  request: {
    name: "string",
    team: "string",
    environment: "string",
    template: "string",
    classification: "string",
    /** 0 public … 3 restricted */
    classificationRank: "int",
    lifetimeHours: "int",
    delivery: "string",
    purpose: "string",
    size: "string",
    /** By the catalog's scale; -1 where the template has no sizes. */
    sizeRank: "int",
    monthlyCost: "double",
    totalCost: "double",
    parameters: "map<string, dyn>",
  },
  requester: {
    kind: "string",
    teams: "list<string>",
    roles: "list<string>",
    usPerson: "bool",
    onBehalfOfPerson: "bool",
  },
  template: { resourceType: "string", maintainers: "list<string>" },
  environment: { regions: "list<string>", asksHuman: "bool", frozen: "bool", rank: "int" },
  usage: { holding: "int", devices: "int" },
} as const;

/** What the conditions of one decision are evaluated on. Whole numbers are `bigint`, as CEL has them. */
export type ConditionFacts = {
  readonly [Name in keyof typeof conditionSchema]: Readonly<Record<keyof (typeof conditionSchema)[Name], unknown>>;
};
