// A photograph made smaller on the phone before anything is sent: drawn anew, it holds no place, device or time any more.
import { formatNumber, language } from "./common.js";

const words = {
  vi: { made: (from, to) => `Đã thu nhỏ ảnh từ ${from} còn ${to}; vị trí chụp và thông tin máy đã được bỏ.`, wrong: "Trình duyệt không đọc được ảnh này; hãy chụp lại hoặc chọn ảnh JPEG.", alt: "Ảnh sẽ gửi", drop: "Bỏ ảnh" },
  en: { made: (from, to) => `Made smaller, from ${from} to ${to}; the place and the device were removed.`, wrong: "This browser cannot read the picture; take it again or choose a JPEG.", alt: "The photograph to be sent", drop: "Drop the photograph" },
}[language()];
const LONGEST = 1600;
const QUALITY = [0.8, 0.6, 0.4];

const size = (bytes) => (bytes < 1e6 ? `${formatNumber(Math.max(1, Math.round(bytes / 1024)), 0)} KB` : `${formatNumber(bytes / 1048576, 1)} MB`);

async function smaller(file, most) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  for (const quality of QUALITY) {
    const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (made && made.size <= most) return made;
  }
  throw new Error("too large");
}

async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}

// `ready()` waits for the drawing; `take(body)` puts back the photograph of an entry that was refused.
export function sharePhoto(input, place, most) {
  let work = Promise.resolve(null);
  const clear = () => { work = Promise.resolve(null); input.value = ""; place.replaceChildren(); place.hidden = true; };
  const drop = () => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "button is-small", textContent: words.drop });
    made.addEventListener("click", clear);
    return made;
  };
  const tell = (text, ...more) => { place.hidden = false; place.replaceChildren(...more, Object.assign(document.createElement("p"), { textContent: text }), drop()); };
  const picture = (source) => Object.assign(document.createElement("img"), { src: source, alt: words.alt });
  const make = async (file) => {
    try {
      const blob = await smaller(file, most);
      const content = await base64(blob);
      tell(words.made(size(file.size), size(blob.size)), picture(`data:image/jpeg;base64,${content}`));
      return { name: `${file.name.replace(/\.[^.]*$/, "") || "anh"}.jpg`, base64: content };
    } catch {
      tell(words.wrong);
      input.value = "";
      return null;
    }
  };
  input.addEventListener("change", () => { if (input.files[0]) work = make(input.files[0]); else clear(); });
  const take = (body) => {
    if (!body.photograph_base64 || body.photograph_base64 === "sent") return;
    work = Promise.resolve({ name: body.photograph_name, base64: body.photograph_base64 });
    tell(body.photograph_name, picture(`data:image/jpeg;base64,${body.photograph_base64}`));
  };
  return { ready: () => work, clear, take };
}
