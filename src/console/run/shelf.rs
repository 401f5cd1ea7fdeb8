//! The pictures of this visit, as they are sent.

use std::cell::RefCell;
use std::collections::VecDeque;

use crate::browser::page::{
    pictures::{self, Blob},
    redraw::redraw,
};
use crate::console::message::Msg;
use crate::console::state::{Picture, PictureId};
use crate::gateway::dialect::Image;

/// An answer may be continued elsewhere, so the pictures of earlier requests stay for a while.
const KEPT: usize = 8;

thread_local! {
    static IMAGES: RefCell<VecDeque<(PictureId, Image)>> = RefCell::default();
}

/// Draws a picture anew and keeps it.
pub async fn keep(blob: &Blob, name: String, alt: Option<String>, sample: Option<String>) -> Msg {
    let Some(drawn) = redraw(blob).await else {
        return Msg::PictureFailed(format!("{name} is no picture that this browser can read. Try a PNG or a JPEG."));
    };
    let bytes = drawn.blob.size() as u64;
    let (id, address) = pictures::keep(drawn.blob);
    let image = Image { media_type: drawn.media_type.clone(), base64: drawn.base64 };
    let forgotten = IMAGES.with_borrow_mut(|images| {
        images.push_back((id, image));
        (images.len() > KEPT).then(|| images.pop_front()).flatten()
    });
    if let Some((old, _)) = forgotten {
        pictures::release(old);
    }
    let (width, height, media_type) = (drawn.width, drawn.height, drawn.media_type);
    Msg::PictureReady(Picture { id, address, name, alt, sample, media_type, bytes, width, height })
}

/// The picture as the wire wants it; `None` once it is forgotten.
pub fn image(id: PictureId) -> Option<Image> {
    IMAGES.with_borrow(|images| images.iter().find(|(kept, _)| *kept == id).map(|(_, image)| image.clone()))
}
