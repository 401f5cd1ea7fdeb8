//! The loaded model: a conversation with pictures in, an answer out.

use super::answer::{Answer, Request, Run};
use super::checkpoint::{Checkpoint, Precision, Preprocessing};
use super::error::{Result, VlmError};
use super::generate::{FinishReason, GenerateOptions, Sampler, repeats};
use super::host::{Host, Progress};
use super::memory::{Embedded, Memory, PictureKey, Slot};
use super::network::Network;
use super::picture::{Framing, cut, decode, size};
use super::prompt::{ChatTemplate, ImageTokens, LocalTime, PromptError};
use super::tokenizer::{TextStream, TextTokenizer};
use candle_core::Tensor;

/// Prompt rows per pass through the decoder: bounds the score matrix and lets a stop in.
const PREFILL_ROWS: usize = 256;

/// A model ready to answer.
pub struct Vlm {
    pub name: String,
    pub preprocessing: Preprocessing,
    tokenizer: TextTokenizer,
    template: ChatTemplate,
    image_tokens: ImageTokens,
    image_token: u32,
    end_tokens: Vec<u32>,
    network: Network,
    memory: Memory,
    load_ms: f64,
}

impl Vlm {
    /// Reads every tensor of the checkpoint.
    pub async fn load(checkpoint: Checkpoint, precision: Precision, host: &mut impl Host) -> Result<Self> {
        let start = host.now_ms();
        let Checkpoint { name, geometry, preprocessing, tokenizer, template, image_token, end_tokens, mut weights } =
            checkpoint;
        let tokens_per_frame = geometry.vision().tokens_per_frame();
        let network = Network::build(geometry, preprocessing, weights.as_mut(), precision, host).await?;
        let memory = Memory::default();
        let image_tokens = ImageTokens::new(tokens_per_frame, tokenizer.special_tokens());
        let load_ms = host.now_ms() - start;
        Ok(Self {
            name,
            preprocessing,
            tokenizer,
            template,
            image_tokens,
            image_token,
            end_tokens,
            network,
            memory,
            load_ms,
        })
    }

    pub fn tokens_per_frame(&self) -> usize {
        self.network.geometry.vision().tokens_per_frame()
    }

    /// Most tokens a conversation may have, answer included.
    pub fn context(&self) -> usize {
        self.network.geometry.text().context
    }

    /// Bytes of weights in memory.
    pub fn bytes(&self) -> usize {
        self.network.bytes()
    }

    pub fn load_ms(&self) -> f64 {
        self.load_ms
    }

    /// Answers the last message. A stop is no error: the answer so far comes back as `cancelled`.
    pub async fn answer(&mut self, request: Request<'_>, host: &mut impl Host) -> Result<Answer> {
        request.generate.check()?;
        // What can't fit whatever the prompt is said before a picture is looked at.
        self.expect_room(request.generate.max_new_tokens.saturating_add(1))?;
        let framing = self.framing(&request)?;
        if !request.reuse {
            self.memory.forget();
        }
        let mut run = Run::new(self.load_ms, host.now_ms());
        let outcome = self.run(&request, framing, &mut run, host).await;
        if !request.reuse {
            self.memory.forget();
        }
        run.answer.text = self.tokenizer.decode(&run.answer.tokens)?;
        match outcome {
            Ok(()) => {}
            Err(VlmError::Cancelled) => run.answer.finish_reason = FinishReason::Cancelled,
            Err(error) => return Err(error),
        }
        Ok(run.answer)
    }

    /// What the decoder gets to see of a picture: [frames, tokens per frame, text hidden].
    pub async fn features(&self, picture: &[u8], framing: Framing, host: &mut impl Host) -> Result<Tensor> {
        let mut run = Run::new(self.load_ms, host.now_ms());
        let embedded = self.encode(picture, PictureKey::new(picture, framing), framing, &mut run, host).await?;
        Ok(embedded.features)
    }

    /// Fails when a conversation of so many tokens, answer included, is more than the model reads.
    fn expect_room(&self, needed: usize) -> Result<()> {
        let limit = self.context();
        if needed > limit { Err(PromptError::TooLong { needed, limit }.into()) } else { Ok(()) }
    }

    fn framing(&self, request: &Request<'_>) -> Result<Framing> {
        let own = self.preprocessing.framing;
        let longest_edge = request.longest_edge.unwrap_or(own.longest_edge);
        if longest_edge == 0 || longest_edge > 16 * own.tile {
            let expected = format!("between 1 and {} pixels", 16 * own.tile);
            return Err(VlmError::Setting { name: "longest_edge", value: longest_edge.to_string(), expected });
        }
        Ok(Framing { longest_edge, split: request.split.unwrap_or(own.split), ..own })
    }

    async fn run(
        &mut self,
        request: &Request<'_>,
        framing: Framing,
        run: &mut Run,
        host: &mut impl Host,
    ) -> Result<()> {
        // Headers tell how many tokens a picture takes: what is too long is said before anything is computed.
        let sizes = request.pictures.iter().map(|bytes| Ok(size(bytes)?)).collect::<Result<Vec<_>>>()?;
        let grids: Vec<_> = sizes.into_iter().map(|(width, height)| framing.grid(width, height)).collect();
        let now = LocalTime::new(host.local_seconds());
        let text = self.template.render(request.conversation, &grids, &self.image_tokens, now)?;
        run.answer.input_ids = self.tokenizer.encode(&text)?;
        let room = run.answer.input_ids.len().saturating_add(request.generate.max_new_tokens);
        self.expect_room(room)?;
        let mut pictures = Vec::with_capacity(request.pictures.len());
        for bytes in request.pictures {
            pictures.push(self.embed_picture(bytes, framing, run, host).await?);
        }
        let slots = self.slots(&run.answer.input_ids, &pictures)?;
        let logits = self.prefill(&slots, &pictures, run, host).await?;
        self.decode(logits, &request.generate, run, host).await
    }

    /// Decodes, cuts and encodes one picture, or finds it in memory.
    async fn embed_picture(
        &mut self,
        bytes: &[u8],
        framing: Framing,
        run: &mut Run,
        host: &mut impl Host,
    ) -> Result<Embedded> {
        let key = PictureKey::new(bytes, framing);
        let embedded = match self.memory.picture(key) {
            Some(known) => {
                run.answer.frames_kept += known.frame_means.len();
                known.clone()
            }
            None => {
                let fresh = self.encode(bytes, key, framing, run, host).await?;
                self.memory.keep_picture(fresh.clone());
                fresh
            }
        };
        run.answer.grids.push((embedded.rows, embedded.cols));
        run.answer.frames += embedded.frame_means.len();
        run.answer.frame_means.extend_from_slice(&embedded.frame_means);
        Ok(embedded)
    }

    async fn encode(
        &self,
        bytes: &[u8],
        key: PictureKey,
        framing: Framing,
        run: &mut Run,
        host: &mut impl Host,
    ) -> Result<Embedded> {
        host.pause().await?;
        let start = host.now_ms();
        let frames = cut(decode(bytes)?, framing);
        let frame_means = frames.means();
        run.answer.timings.preprocess += host.now_ms() - start;

        let mut features = Vec::with_capacity(frames.pixels.len());
        for (index, frame) in frames.pixels.iter().enumerate() {
            let start = host.now_ms();
            features.push(self.network.encode(frame, host).await?);
            let ms = host.now_ms() - start;
            run.answer.timings.encode += ms;
            let (rows, cols) = (frames.rows as usize, frames.cols as usize);
            host.report(Progress::Frame { frame: index + 1, frames: frames.pixels.len(), rows, cols, ms });
            host.pause().await?;
        }
        Ok(Embedded { key, rows: frames.rows, cols: frames.cols, frame_means, features: Tensor::stack(&features, 0)? })
    }

    /// The prompt, place by place.
    fn slots(&self, ids: &[u32], pictures: &[Embedded]) -> Result<Vec<Slot>> {
        let mut rows = pictures.iter().flat_map(|picture| {
            let rows = picture.frame_means.len() * self.tokens_per_frame();
            (0..rows).map(|row| Slot::Image(picture.key, row))
        });
        let slot = |id: &u32| if *id == self.image_token { rows.next() } else { Some(Slot::Token(*id)) };
        let slots: Option<Vec<Slot>> = ids.iter().map(slot).collect();
        let slots = slots.filter(|_| rows.next().is_none());
        slots.ok_or_else(|| PromptError::Template("its image tokens are not as many as pictures fill".into()).into())
    }

    /// Reads what the cache doesn't hold yet; returns the logits [vocabulary] after the last place.
    async fn prefill(
        &mut self,
        slots: &[Slot],
        pictures: &[Embedded],
        run: &mut Run,
        host: &mut impl Host,
    ) -> Result<Tensor> {
        let start = host.now_ms();
        let kept = self.memory.reuse(slots);
        self.network.truncate(kept);
        let mut last = None;
        for chunk in slots[kept..].chunks(PREFILL_ROWS) {
            host.pause().await?;
            let rows = self.rows(chunk, pictures)?;
            last = Some(self.network.read(&rows, host).await?);
            self.memory.remember(chunk);
        }
        let last = last.ok_or(PromptError::Empty)?;
        let logits = self.network.logits(&last)?;
        let ms = host.now_ms() - start;
        run.answer.prefill_tokens = slots.len() - kept;
        run.answer.timings.prefill = ms;
        run.answer.prompt_logits = logits.to_vec1()?;
        host.report(Progress::Prefill { tokens: run.answer.prefill_tokens, ms });
        Ok(logits)
    }

    /// The decoder's input for a stretch of the prompt: [places, text hidden].
    fn rows(&self, slots: &[Slot], pictures: &[Embedded]) -> Result<Tensor> {
        let per_frame = self.tokens_per_frame();
        let mut parts = Vec::new();
        for run in slots
            .chunk_by(|a, b| matches!((a, b), (Slot::Token(_), Slot::Token(_)) | (Slot::Image(..), Slot::Image(..))))
        {
            if let Slot::Token(_) = run[0] {
                let ids: Vec<u32> =
                    run.iter().filter_map(|slot| if let Slot::Token(id) = slot { Some(*id) } else { None }).collect();
                parts.push(self.network.embed(&ids)?);
                continue;
            }
            for slot in run {
                if let Slot::Image(key, row) = slot
                    && let Some(picture) = pictures.iter().find(|picture| picture.key == *key)
                {
                    parts.push(picture.features.get(row / per_frame)?.narrow(0, row % per_frame, 1)?);
                }
            }
        }
        Ok(Tensor::cat(&parts, 0)?)
    }

    async fn decode(
        &mut self,
        mut logits: Tensor,
        options: &GenerateOptions,
        run: &mut Run,
        host: &mut impl Host,
    ) -> Result<()> {
        let mut sampler = Sampler::new(options, &self.end_tokens);
        let mut stream = TextStream::default();
        let start = host.now_ms();
        run.answer.finish_reason = loop {
            host.pause().await?;
            let token = sampler.next(&logits, &run.answer.tokens)?;
            if run.answer.tokens.is_empty() {
                run.answer.timings.first_token = host.now_ms() - run.start;
            }
            if sampler.is_end(token) {
                break FinishReason::Stop;
            }
            run.answer.tokens.push(token);
            let text = stream.push(&self.tokenizer, token)?;
            host.report(Progress::Token { id: token, text });
            run.answer.timings.decode = host.now_ms() - start;
            let written = run.answer.tokens.len();
            if written >= options.max_new_tokens {
                break FinishReason::Length;
            }
            if written > options.min_new_tokens && repeats(&run.answer.tokens) {
                break FinishReason::Loop;
            }
            let row = self.network.embed(&[token])?;
            let read = self.network.read(&row, host).await?;
            self.memory.remember(&[Slot::Token(token)]);
            logits = self.network.logits(&read)?;
        };
        run.answer.timings.decode = host.now_ms() - start;
        Ok(())
    }
}
