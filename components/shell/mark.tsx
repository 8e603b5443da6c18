/** The product's mark: a key whose ring, stem and cuts draw an L. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 24 24" fill="none" className={className}>
      <g stroke="var(--lk-brass)" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round">
        <circle cx="8" cy="6.6" r="4" />
        <path d="M8 10.8V20.4H20" />
        <path d="M13.6 20.2V16.6M18.4 20.2V14.6" />
      </g>
    </svg>
  );
}
