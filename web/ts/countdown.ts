// Countdown: the seconds left to take back what was asked. At nought the way back goes, and what is
// said instead shows; the row itself moves when the person asks for it.
export function countdown(element: HTMLElement): void {
  const end = performance.now() + Number(element.dataset.countdown) * 1000;
  const form = element.closest("form")!;
  const timer = setInterval(() => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left > 0) element.querySelector("b")!.textContent = `${left} s`;
    else {
      clearInterval(timer);
      form.querySelector(".is-due")!.classList.add("is-now");
      form.querySelector("button")!.remove();
      element.remove();
    }
  }, 250);
}
