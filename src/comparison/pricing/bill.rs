use super::Usage;

/// What a month costs, in US dollars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bill {
    pub all_hosted: f64,
    pub all_device: f64,
    /// At the chosen share.
    pub split: f64,
    /// One image on the hosted side.
    pub hosted_per_image: f64,
    pub crossover: Crossover,
}

/// The monthly volume from which the chosen split is cheaper than sending everything out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Crossover {
    /// Images per month.
    At(f64),
    /// The device path costs nothing, so it is never the dearer one.
    Always,
    /// Nothing is handled on the device.
    NoShare,
    /// Hosted images cost nothing at these prices.
    HostedIsFree,
}

impl Usage {
    /// US dollars.
    pub fn hosted_per_image(&self) -> f64 {
        (self.input_tokens * self.input_price + self.output_tokens * self.output_price) / 1e6
    }

    pub fn bill(&self) -> Bill {
        let hosted_per_image = self.hosted_per_image();
        let crossover = if self.device_share == 0.0 {
            Crossover::NoShare
        } else if self.device_upkeep == 0.0 {
            Crossover::Always
        } else if hosted_per_image == 0.0 {
            Crossover::HostedIsFree
        } else {
            Crossover::At(self.device_upkeep / (self.device_share / 100.0 * hosted_per_image))
        };
        Bill {
            all_hosted: self.images_per_month * hosted_per_image,
            all_device: self.device_upkeep,
            split: self.split_at(self.images_per_month),
            hosted_per_image,
            crossover,
        }
    }

    fn split_at(&self, images: f64) -> f64 {
        let rest = 1.0 - self.device_share / 100.0;
        let upkeep = if self.device_share > 0.0 { self.device_upkeep } else { 0.0 };
        upkeep + rest * images * self.hosted_per_image()
    }

    /// The same month at another volume.
    pub fn at(&self, images_per_month: f64) -> Usage {
        Usage { images_per_month, ..*self }
    }
}

/// The three straight lines of the chart: all are known by their ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve {
    /// The right edge, images per month: a round figure past the volume and the crossover.
    pub most_images: f64,
    /// The top edge, US dollars per month.
    pub most_dollars: f64,
    pub start: Bill,
    pub end: Bill,
}

pub fn curve(usage: &Usage) -> Curve {
    let crossover = match usage.bill().crossover {
        // A crossing far beyond the reader's volume would squash everything else against the axis.
        Crossover::At(images) if images < usage.images_per_month * 20.0 => images,
        _ => 0.0,
    };
    let most_images = round_up((usage.images_per_month.max(crossover) * 1.25).max(10.0));
    let (start, end) = (usage.at(0.0).bill(), usage.at(most_images).bill());
    let most_dollars = round_up(end.all_hosted.max(end.split).max(end.all_device).max(0.01));
    Curve { most_images, most_dollars, start, end }
}

/// The next of 1, 1.5, 2, 3, 4, 6, 8 times a power of ten.
fn round_up(value: f64) -> f64 {
    let scale = 10f64.powf(value.log10().floor());
    [1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0]
        .map(|step| step * scale)
        .into_iter()
        .find(|&step| step >= value * 0.999_999)
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::super::tests::MONTH;
    use super::*;

    #[test]
    fn the_sum_is_the_formula_on_the_page() {
        let bill = MONTH.bill();
        // 300 × 0.1 + 50 × 0.4 = 50 dollars per million images
        assert!((bill.hosted_per_image - 50e-6).abs() < 1e-12);
        assert!((bill.all_hosted - 5.0).abs() < 1e-9);
        assert!((bill.split - 41.0).abs() < 1e-9);
        assert_eq!(bill.all_device, 40.0);
    }

    #[test]
    fn at_the_crossover_both_ways_cost_the_same() {
        let Crossover::At(images) = MONTH.bill().crossover else { panic!("there is a crossover") };
        assert!((images - 1_000_000.0).abs() < 1e-3);
        let there = MONTH.at(images).bill();
        assert!((there.all_hosted - there.split).abs() < 1e-9);
        assert!(MONTH.at(images * 1.01).bill().split < MONTH.at(images * 1.01).bill().all_hosted);
    }

    #[test]
    fn without_a_crossover_the_reason_is_named() {
        let free = Usage { device_upkeep: 0.0, ..MONTH };
        assert_eq!(free.bill().crossover, Crossover::Always);
        assert_eq!(Usage { device_share: 0.0, ..MONTH }.bill().crossover, Crossover::NoShare);
        assert_eq!(Usage { input_price: 0.0, output_price: 0.0, ..MONTH }.bill().crossover, Crossover::HostedIsFree);
    }

    #[test]
    fn the_chart_holds_everything_it_shows() {
        for images in [0.0, 1.0, 999.0, 3e6, 1e10] {
            let curve = curve(&MONTH.at(images));
            assert!(curve.most_images >= images && curve.most_dollars >= curve.end.all_hosted.max(curve.end.split));
        }
    }
}
