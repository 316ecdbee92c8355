/** The tick of Paid, in both windows: white on jade, drawn as it appears. */
export function PaidTick() {
  return (
    <svg class="paid-tick" viewBox="0 0 104 104" aria-hidden="true">
      <circle cx="52" cy="52" r="52" />
      <path d="M29 54 L45 70 L76 36" fill="none" stroke-width="11" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
