/** A code's corner square standing on a double rule. */
export function Logo({ size = 36 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 36 36" fill="none" aria-hidden="true" focusable="false">
      <rect x="6" y="2" width="24" height="22" rx="5" stroke="currentColor" stroke-width="3.4" />
      <rect x="13.5" y="9" width="9" height="8" rx="1.5" fill="currentColor" />
      <rect x="4" y="27.4" width="28" height="2" fill="currentColor" />
      <rect x="4" y="31.4" width="28" height="3.6" fill="currentColor" />
    </svg>
  );
}
