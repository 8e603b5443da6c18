import { cva, type VariantProps } from "class-variance-authority";

/** The looks of everything that presses: buttons and links that act like one. */
export const buttonClass = cva(
  "inline-flex shrink-0 cursor-default items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap select-none transition-colors aria-disabled:cursor-not-allowed aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-ink-3 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "border-transparent bg-accent text-on-accent hover:bg-accent-hover active:bg-accent-hover",
        secondary: "border-line-strong bg-surface text-ink hover:bg-hover active:bg-pressed",
        quiet: "border-transparent bg-transparent text-ink-2 hover:bg-hover hover:text-ink active:bg-pressed",
        danger: "border-bad-line bg-surface text-bad-ink hover:bg-bad-tint active:bg-bad-tint",
        "danger-solid": "border-transparent bg-bad text-on-bad hover:bg-bad-hover active:bg-bad-hover",
        brass: "border-brass-line bg-brass-tint text-brass-ink hover:border-brass active:border-brass",
      },
      size: {
        sm: "h-7 px-2 text-sm",
        md: "h-control px-3 text-md",
        lg: "h-10 px-4 text-md",
        icon: "size-control p-0",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export type ButtonLook = VariantProps<typeof buttonClass>;
