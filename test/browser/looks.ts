/**
 * What is wrong with how a page looks, for `Tab.evaluate`: text that is hard to read (less contrast than WCAG 2.2 AA
 * asks for: 4.5, and 3 for what marks the focus), and content that is wider than the screen.
 */
export const LOOKS = `
  const channels = (text) => text.match(/[\\d.]+/g).map(Number);
  const luminance = (rgb) => {
    const [r, g, b] = rgb.slice(0, 3).map((value) => value / 255)
      .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const canvas = document.body.appendChild(document.createElement('i'));
  canvas.style.color = 'Canvas';
  const page = channels(getComputedStyle(canvas).color);
  canvas.remove();
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = channels(getComputedStyle(one).backgroundColor);
      if (color[3] !== 0) return color;
    }
    return page;
  };
  const problems = [];
  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    if (!hasText || element.checkVisibility() === false) continue;
    const style = getComputedStyle(element);
    const found = contrast(channels(style.color), behind(element));
    if (found < 4.5) problems.push(element.tagName + ' "' + element.textContent.trim().slice(0, 30) + '": contrast ' + found.toFixed(2));
  }
  const focused = document.activeElement;
  if (focused && focused !== document.body && focused.matches(':focus-visible')) {
    const found = contrast(channels(getComputedStyle(focused).outlineColor), page);
    if (found < 3) problems.push('focus: contrast ' + found.toFixed(2));
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) problems.push('wider than the screen: ' + scrollWidth + ' of ' + clientWidth);
  return problems;
`;
