//! Where the reviewers agree, and where they split.

use leptos::prelude::*;

use crate::comparison::Point;

#[component]
pub fn Points(title: &'static str, points: Vec<Point>) -> impl IntoView {
    (!points.is_empty()).then(|| {
        view! {
            <div class="points">
                <h3 class="points-title">{title}</h3>
                <ul class="points-list">
                    {points.into_iter().map(|point| view! {
                        <li class="point">
                            <h4 class="point-title">{point.title}</h4>
                            <p>{point.text}</p>
                            <p class="point-roles">{point.roles.join(", ")}</p>
                        </li>
                    }).collect_view()}
                </ul>
            </div>
        }
    })
}
