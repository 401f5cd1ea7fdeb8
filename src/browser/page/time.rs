//! The page's clock.

use std::time::Duration;

/// Milliseconds since the page was opened; never goes backwards. 0 where the browser has no such clock.
pub fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}

/// Unix time in milliseconds, by the device's own clock.
pub fn unix_ms() -> u64 {
    js_sys::Date::now() as u64
}

pub async fn pause(milliseconds: u64) {
    gloo_timers::future::sleep(Duration::from_millis(milliseconds)).await;
}

/// The date and time of day, in the visitor's own words.
pub fn today() -> String {
    let now = js_sys::Date::new_0();
    String::from(now.to_locale_string("default", &js_sys::Object::new()))
}

/// Milliseconds since 1970, by the clock on the wall.
pub fn epoch() -> f64 {
    js_sys::Date::now()
}

/// The day, as `2026-11-23`, in the visitor's own time zone.
pub fn date() -> String {
    let now = js_sys::Date::new_0();
    format!("{:04}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date())
}
