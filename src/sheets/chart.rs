//! The cost of three ways against the volume, as lines that are named where they end.

use leptos::prelude::*;

use super::figures::{dollars, whole};
use crate::comparison::pricing::{Crossover, Curve, Usage, curve};

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 150.0;
const TOP: f64 = 28.0;
const BOTTOM: f64 = 48.0;

/// Where figures lie on the drawing.
#[derive(Clone, Copy)]
struct Frame(Curve);

impl Frame {
    fn x(self, images: f64) -> f64 {
        LEFT + images / self.0.most_images * (WIDTH - LEFT - RIGHT)
    }

    fn y(self, dollars: f64) -> f64 {
        HEIGHT - BOTTOM - dollars / self.0.most_dollars * (HEIGHT - TOP - BOTTOM)
    }

    fn line(self, start: f64, end: f64) -> String {
        let (left, right) = (self.x(0.0), self.x(self.0.most_images));
        format!("M{left:.1} {:.1}L{right:.1} {:.1}", self.y(start), self.y(end))
    }
}

/// The chart, and the same figures as a table below it for those who cannot see it.
#[component]
pub fn CostChart(
    #[prop(into)] usage: Signal<Usage>,
    /// The volume to read off, images per month.
    #[prop(into)]
    reading: Signal<f64>,
) -> impl IntoView {
    let drawing = move || drawing(&usage.get(), reading.get());
    view! {
        <figure class="cost-chart">
            <figcaption>"Dollars a month against images a month; lower is cheaper"</figcaption>
            {drawing}
            <details class="chart-table">
                <summary>"The chart as a table"</summary>
                {move || table(&usage.get())}
            </details>
        </figure>
    }
}

fn drawing(usage: &Usage, reading: f64) -> impl IntoView + use<> {
    let curve = curve(usage);
    let frame = Frame(curve);
    let (start, end) = (curve.start, curve.end);
    let edge = frame.x(curve.most_images);
    let labels = spread([
        ("All hosted", "hosted", frame.y(end.all_hosted)),
        ("All on the device", "device", frame.y(end.all_device)),
        ("Your split", "split", frame.y(end.split)),
    ]);
    let crossing = match usage.bill().crossover {
        Crossover::At(images) if images <= curve.most_images => Some((images, usage.at(images).bill().all_hosted)),
        _ => None,
    };
    let at = reading.min(curve.most_images);
    let here = usage.at(at).bill();
    view! {
        <svg class="chart" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=summary(usage)>
            <g class="chart-axis">
                {[0.0, 0.5, 1.0].map(|part| {
                    let y = frame.y(part * curve.most_dollars);
                    view! {
                        <line x1=LEFT x2=edge y1=y y2=y></line>
                        <text class="chart-dollars" x=LEFT - 8.0 y=y + 4.0>{dollars(part * curve.most_dollars)}</text>
                    }
                }).collect_view()}
                {[0.0, 0.5, 1.0].map(|part| view! {
                    <text class="chart-images" x=frame.x(part * curve.most_images) y=HEIGHT - BOTTOM + 20.0>
                        {whole(part * curve.most_images)}
                    </text>
                }).collect_view()}
            </g>
            <path class="chart-line" data-way="hosted" d=frame.line(start.all_hosted, end.all_hosted)></path>
            <path class="chart-line" data-way="device" d=frame.line(start.all_device, end.all_device)></path>
            <path class="chart-line" data-way="split" d=frame.line(start.split, end.split)></path>
            {labels.map(|(name, way, y)| view! {
                <text class="chart-name" data-way=way x=edge + 8.0 y=y + 4.0>{name}</text>
            }).collect_view()}
            {crossing.map(|(images, dollars)| view! {
                <circle class="chart-crossing" cx=frame.x(images) cy=frame.y(dollars) r="6"></circle>
                <text class="chart-note" x=frame.x(images) y=frame.y(dollars) - 14.0>
                    {format!("cross at {}", whole(images))}
                </text>
            })}
            <line class="chart-reading" x1=frame.x(at) x2=frame.x(at) y1=TOP - 8.0 y2=HEIGHT - BOTTOM></line>
            {[("hosted", here.all_hosted), ("device", here.all_device), ("split", here.split)].map(|(way, cost)| view! {
                <circle class="chart-dot" data-way=way cx=frame.x(at) cy=frame.y(cost) r="4"></circle>
            }).collect_view()}
        </svg>
    }
}

/// Names at the lines' ends, pushed apart where they would overlap, in the order of height.
fn spread(mut labels: [(&'static str, &'static str, f64); 3]) -> [(&'static str, &'static str, f64); 3] {
    labels.sort_by(|a, b| a.2.total_cmp(&b.2));
    for index in 1..3 {
        labels[index].2 = labels[index].2.max(labels[index - 1].2 + 17.0);
    }
    let over = (labels[2].2 - (HEIGHT - BOTTOM)).max(0.0);
    labels.map(|(name, way, y)| (name, way, y - over))
}

fn summary(usage: &Usage) -> String {
    let bill = usage.bill();
    format!(
        "Line chart. At {} images a month: all hosted {}, all on the device {}, your split {}.",
        whole(usage.images_per_month),
        dollars(bill.all_hosted),
        dollars(bill.all_device),
        dollars(bill.split)
    )
}

fn table(usage: &Usage) -> impl IntoView + use<> {
    let usage = *usage;
    let most = curve(&usage).most_images;
    view! {
        <table>
            <thead>
                <tr><th scope="col">"Images a month"</th><th scope="col">"All hosted"</th><th scope="col">"All on the device"</th><th scope="col">"Your split"</th></tr>
            </thead>
            <tbody>
                {[0.0, 0.25, 0.5, 0.75, 1.0].map(|part| {
                    let bill = usage.at(part * most).bill();
                    view! {
                        <tr>
                            <th scope="row">{whole(part * most)}</th>
                            <td>{dollars(bill.all_hosted)}</td><td>{dollars(bill.all_device)}</td><td>{dollars(bill.split)}</td>
                        </tr>
                    }
                }).collect_view()}
            </tbody>
        </table>
    }
}
