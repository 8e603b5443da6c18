/** How a credential can leave Latchkey. */
export const deliveryKinds = ["reveal"] as const;
