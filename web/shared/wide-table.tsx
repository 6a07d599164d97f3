import type { ComponentChildren } from 'preact';

/** A table that is scrolled sideways where it is wider than the screen, by the keyboard too. */
export function WideTable({ children }: { children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard (axe, scrollable-region-focusable)
    <div class="overflow-auto" tabIndex={0}>
      <table>{children}</table>
    </div>
  );
}
