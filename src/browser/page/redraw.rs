//! Drawing a picture anew: whatever a camera wrote beside the pixels stays behind.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, FileReader, HtmlCanvasElement, ImageBitmap};

/// Providers make larger pictures smaller anyway; in pixels.
const LONGEST_EDGE: f64 = 2048.0;
const JPEG_QUALITY: f64 = 0.9;

/// A picture fit to be sent.
pub struct Redrawn {
    pub blob: Blob,
    pub media_type: String,
    pub base64: String,
    /// In pixels.
    pub width: u32,
    pub height: u32,
}

/// Decodes a picture and writes it as PNG if it was one, else as JPEG. `None` if the browser can't read it.
pub async fn redraw(source: &Blob) -> Option<Redrawn> {
    let bitmap: ImageBitmap =
        JsFuture::from(web_sys::window()?.create_image_bitmap_with_blob(source).ok()?).await.ok()?.dyn_into().ok()?;
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let scale = (LONGEST_EDGE / width.max(height)).min(1.0);
    let (width, height) = ((width * scale).round().max(1.0), (height * scale).round().max(1.0));
    let canvas: HtmlCanvasElement = web_sys::window()?.document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, 0.0, 0.0, width, height).ok()?;
    bitmap.close();
    let media_type = if source.type_() == "image/png" { "image/png" } else { "image/jpeg" };
    let blob = written(&canvas, media_type).await?;
    let base64 = base64(&blob).await?;
    Some(Redrawn { blob, media_type: media_type.into(), base64, width: width as u32, height: height as u32 })
}

async fn written(canvas: &HtmlCanvasElement, media_type: &str) -> Option<Blob> {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let done = Closure::once_into_js(move |blob: JsValue| {
            let _ = resolve.call1(&JsValue::NULL, &blob);
        });
        let quality = JsValue::from(JPEG_QUALITY);
        let _ = canvas.to_blob_with_type_and_encoder_options(done.unchecked_ref(), media_type, &quality);
    });
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

async fn base64(blob: &Blob) -> Option<String> {
    let reader = FileReader::new().ok()?;
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        reader.set_onloadend(Some(&resolve));
    });
    reader.read_as_data_url(blob).ok()?;
    JsFuture::from(promise).await.ok()?;
    let url = reader.result().ok()?.as_string()?;
    url.split_once(',').map(|(_, base64)| base64.to_owned())
}
