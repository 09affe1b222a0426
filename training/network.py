"""tile-sam 1: a small promptable segmentation model with the Segment Anything interface.

Encoder  image (N,3,S,S)                -> image_embeddings (N, C, S/16, S/16)
Decoder  image_embeddings, point_coords, point_labels, mask_input, has_mask_input
                                        -> low_res_masks (B, 4, S/4, S/4), iou_predictions (B, 4)

The embedding has two parts: `dim` context channels and 16 * `detail` channels that are a stride-4 detail map folded into
stride 16 (space to depth), so edges stay sharp although there is a single embedding tensor.

What costs time in a decoder is work on whole maps for every prompt, so here a prompt does little of it. The prompt's
tokens attend to keys and values that all prompts share. From what they find a small matrix is made for each stride, and its product with
the shared map is the prompt's own map: hundreds of prompts are one matrix product. Points and boxes enter as sums of
(column x row) products, for the same reason. What remains for each prompt are two narrow convolutions at stride 16,
one at stride 8, and a sum and a product at stride 4.

Output 0 is the single-mask answer (best for boxes and several points); outputs 1..3 are the alternatives for an
ambiguous click (part, whole, group). iou_predictions ranks all four.
"""
import math
from dataclasses import asdict, dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F


@dataclass
class Config:
    image_size: int = 512
    widths: tuple = (24, 48, 96, 160, 224)  # strides 2, 4, 8, 16, 32
    blocks: tuple = (1, 2, 2)              # residual blocks at strides 4, 8 and 16
    attention_blocks: int = 2              # at stride 32
    heads: int = 7
    dim: int = 128                         # context channels, and width of the tokens
    detail: int = 16                       # channels of the stride-4 detail map
    decoder_depth: int = 2
    decoder_heads: int = 4
    maps: tuple = (32, 16, 8)              # channels of a prompt's own maps at strides 16, 8 and 4
    shared: tuple = (64, 32)               # channels of the shared maps at strides 16 and 8
    reach: tuple = ()                      # dilations of the depthwise blocks at stride 16 that carry a prompt's map far
    masks: int = 4
    mask_scale: float = 1.0                # factor on the logits, set at export so that stability scores are comparable

    @property
    def channels(self):
        return self.dim + 16 * self.detail

    def to_dict(self):
        return asdict(self)

    @staticmethod
    def from_dict(d):
        return Config(**{k: tuple(v) if isinstance(v, list) else v for k, v in d.items()})


class LayerNorm(nn.LayerNorm):
    """Always in float32 (CPU autocast of older torch versions cannot mix types here)."""

    def forward(self, x):
        return super().forward(x.float())


# ----------------------------------------------------------------------------- encoder

def conv_bn(cin, cout, k=3, stride=1, relu=True):
    m = [nn.Conv2d(cin, cout, k, stride, k // 2, bias=False), nn.BatchNorm2d(cout)]
    return nn.Sequential(*(m + [nn.ReLU(inplace=True)] if relu else m))


class Residual(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.a, self.b = conv_bn(c, c), conv_bn(c, c, relu=False)
        nn.init.zeros_(self.b[1].weight)

    def forward(self, x):
        return F.relu(x + self.b(self.a(x)))


class AttentionBlock(nn.Module):
    """Depthwise 3x3 (gives position, at any size), self-attention, MLP."""

    def __init__(self, c, heads, ratio=2):
        super().__init__()
        self.h = heads
        self.pos = nn.Conv2d(c, c, 3, 1, 1, groups=c)
        self.n1, self.n2 = LayerNorm(c), LayerNorm(c)
        self.qkv, self.proj = nn.Linear(c, 3 * c), nn.Linear(c, c)
        self.f1, self.f2 = nn.Linear(c, c * ratio), nn.Linear(c * ratio, c)

    def forward(self, x):
        _, c, h, w = x.shape
        x = x + self.pos(x)
        t = x.flatten(2).transpose(1, 2)
        q, k, v = self.qkv(self.n1(t)).reshape(-1, h * w, 3, self.h, c // self.h).permute(2, 0, 3, 1, 4).unbind(0)
        a = torch.softmax((q * (c // self.h) ** -0.5) @ k.transpose(-1, -2), dim=-1)
        t = t + self.proj((a @ v).transpose(1, 2).reshape(-1, h * w, c))
        t = t + self.f2(F.relu(self.f1(self.n2(t))))
        return t.transpose(1, 2).reshape(-1, c, h, w)


def double(x):
    return F.interpolate(x, scale_factor=2.0, mode='nearest')


class Encoder(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        w2, w4, w8, w16, w32 = cfg.widths
        self.cfg = cfg
        self.s4 = nn.Sequential(conv_bn(3, w2, 3, 2), conv_bn(w2, w4, 3, 2), *[Residual(w4) for _ in range(cfg.blocks[0])])
        self.s8 = nn.Sequential(conv_bn(w4, w8, 3, 2), *[Residual(w8) for _ in range(cfg.blocks[1])])
        self.s16 = nn.Sequential(conv_bn(w8, w16, 3, 2), *[Residual(w16) for _ in range(cfg.blocks[2])])
        self.s32 = nn.Sequential(conv_bn(w16, w32, 3, 2), *[AttentionBlock(w32, cfg.heads) for _ in range(cfg.attention_blocks)])
        self.t16, self.l16 = nn.Conv2d(w32, cfg.dim, 1), nn.Conv2d(w16, cfg.dim, 1)
        self.context = nn.Conv2d(cfg.dim, cfg.dim, 1)
        self.norm = LayerNorm(cfg.dim)
        self.t8, self.l8 = nn.Conv2d(cfg.dim, w8 // 2, 1), nn.Conv2d(w8, w8 // 2, 1)
        self.t4, self.l4 = nn.Conv2d(w8 // 2, w4 // 2, 1), nn.Conv2d(w4, w4 // 2, 1)
        self.m8, self.fine = conv_bn(w8 // 2, w8 // 2), nn.Sequential(conv_bn(w4 // 2, w4 // 2), nn.Conv2d(w4 // 2, cfg.detail, 1))

    def forward(self, image):
        f4 = self.s4(image)
        f8 = self.s8(f4)
        f16 = self.s16(f8)
        d16 = F.relu(double(self.t16(self.s32(f16))) + self.l16(f16))
        context = self.norm(self.context(d16).permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        d8 = self.m8(F.relu(double(self.t8(d16)) + self.l8(f8)))
        d4 = self.fine(F.relu(double(self.t4(d8)) + self.l4(f4)))
        _, d, h, w = d4.shape
        fold = d4.reshape(-1, d, h // 4, 4, w // 4, 4).permute(0, 1, 3, 5, 2, 4).reshape(-1, d * 16, h // 4, w // 4)
        return torch.cat([context.float(), fold.float()], 1)


# ----------------------------------------------------------------------------- decoder

class MLP(nn.Module):
    def __init__(self, *dims):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(dims[:-1], dims[1:]))

    def forward(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i + 1 < len(self.layers):
                x = F.relu(x)
        return x


class TokenBlock(nn.Module):
    """Self-attention among a prompt's tokens, attention to the keys and values that all prompts of an image share, MLP."""

    def __init__(self, dim, heads):
        super().__init__()
        self.h = heads
        self.own, self.own_out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.q, self.out = nn.Linear(dim, dim // 2), nn.Linear(dim // 2, dim)
        self.mlp = MLP(dim, 2 * dim, dim)
        self.n1, self.n2, self.n3 = (LayerNorm(dim) for _ in range(3))

    def forward(self, t, hidden, k, v, images):
        """t (b,n,dim); hidden (b,1,1,n), very negative for tokens that none may look at; k (images,heads,c,places); v (images,heads,places,c)."""
        _, n, d = t.shape
        q, own_k, own_v = self.own(self.n1(t)).reshape(-1, n, 3, self.h, d // self.h).permute(2, 0, 3, 1, 4).unbind(0)
        a = torch.softmax((q * (d // self.h) ** -0.5) @ own_k.transpose(-1, -2) + hidden, dim=-1)
        t = t + self.own_out((a @ own_v).transpose(1, 2).reshape(-1, n, d))
        c = d // 2 // self.h
        q = self.q(self.n2(t)).reshape(images, -1, self.h, c).transpose(1, 2) * c ** -0.5          # images, heads, b/images * n, c
        a = torch.softmax(q @ k, dim=-1) @ v
        t = t + self.out(a.transpose(1, 2).reshape(-1, n, d // 2))
        return t + self.mlp(self.n3(t))


class Reach(nn.Module):
    """Adds what lies `dilation` cells away: depthwise 3x3, then a matrix between channels."""

    def __init__(self, c, dilation):
        super().__init__()
        self.away, self.mix = nn.Conv2d(c, c, 3, 1, dilation, dilation, groups=c), nn.Conv2d(c, c, 1)
        nn.init.zeros_(self.mix.weight)
        nn.init.zeros_(self.mix.bias)

    def forward(self, z):
        with torch.autocast(z.device.type, enabled=False):        # torch 1.13's bfloat16 gradient of it reads memory that nobody has set
            away = F.relu(self.away(z.float()))
        return z + self.mix(away)


class Decoder(nn.Module):
    PICK = (6.0, 24.0, 72.0)               # pixels of the input frame: how far around a click features are gathered
    BELLS = ((8.0, 28.0, 90.0), (5.0, 14.0), (2.5, 7.0))       # widths of the points' bells at strides 16, 8, 4
    EDGE = (6.0, 3.0, 1.5)                 # softness of a box's edge there
    FRAME = 512.0                          # unit of the position code, whatever the frame size

    def __init__(self, cfg):
        super().__init__()
        d, self.cfg = cfg.dim, cfg
        m16, m8, m4 = cfg.maps
        s16, s8 = cfg.shared
        g = torch.Generator().manual_seed(7)
        self.register_buffer('freq', torch.randn(2, d // 2, generator=g) * 1.5)
        self.tokens = nn.Parameter(torch.randn(1 + cfg.masks, d) * 0.3)
        self.label_embed = nn.Parameter(torch.randn(4, d) * 0.3)      # background, foreground, corner, corner
        self.picked = nn.Linear(len(self.PICK) * d + cfg.detail, d)
        self.kv, self.place = nn.Linear(d, d), nn.Linear(d, d // 2)
        self.blocks = nn.ModuleList(TokenBlock(d, cfg.decoder_heads) for _ in range(cfg.decoder_depth))
        self.last = LayerNorm(d)
        self.share16, self.share8 = nn.Linear(d, s16), nn.Linear(4 * cfg.detail, s8)
        self.sizes = ((m16, s16 + 1), (m8, s8 + 1), (m4, cfg.detail + 1))
        self.matrices = nn.ModuleList(nn.Linear(2 * d, a * b) for a, b in self.sizes)
        self.base = nn.ParameterList(nn.Parameter(torch.randn(a, b) * b ** -0.5) for a, b in self.sizes)
        self.bells = nn.ParameterList(nn.Parameter(torch.randn(2, m, len(s)) * 0.5) for m, s in zip(cfg.maps, self.BELLS))
        self.box = nn.ParameterList(nn.Parameter(torch.randn(m, 2) * 0.5) for m in cfg.maps)
        self.mask16, self.mask8 = nn.Conv2d(1, m16, 4, 4), nn.Conv2d(1, m8, 2, 2)
        self.conv16 = nn.ModuleList(nn.Conv2d(m16, m16, 3, 1, 1) for _ in range(2))
        self.reach = nn.Sequential(*(Reach(m16, d) for d in cfg.reach))
        self.up8, self.conv8, self.up4 = nn.Conv2d(m16, 4 * m8, 1), nn.Conv2d(m8, m8, 3, 1, 1), nn.Conv2d(m8, 4 * m4, 1)
        self.hyper = MLP(d, d, m4)
        self.iou = MLP(2 * d + 3 + cfg.masks, d, 1)
        for layer in self.matrices:
            nn.init.normal_(layer.weight, std=0.3 * (2 * d * 16) ** -0.5)
            nn.init.zeros_(layer.bias)

    def position(self, xy):
        a = (xy / self.FRAME * 2 - 1) @ self.freq * (2 * math.pi)
        return torch.cat([torch.sin(a), torch.cos(a)], -1)

    @staticmethod
    def axis(n, stride, like):
        return (torch.arange(n, device=like.device, dtype=torch.float32) + 0.5) * stride

    @staticmethod
    def bell(centre, axis, sigma):
        """exp(-(axis-centre)^2 / 2 sigma^2), shape of centre + (len(axis),)."""
        z = (axis - centre.unsqueeze(-1)) / sigma
        return torch.exp(-0.5 * z * z)

    def prompt_map(self, i, p, h, w, stride):
        """What the points and the box themselves say at a stride: a sum of (column x row) products, b, channels, h, w."""
        ax, ay = self.axis(w, stride, p.x), self.axis(h, stride, p.x)
        gx = torch.cat([self.bell(p.x, ax, s) for s in self.BELLS[i]], 1)                          # b, widths * n, w
        gy = torch.cat([self.bell(p.y, ay, s) for s in self.BELLS[i]], 1)
        m, widths = self.cfg.maps[i], len(self.BELLS[i])
        weight = torch.stack([p.neg, p.pos], -1) @ self.bells[i].reshape(2, m * widths)            # b, n, channels * widths
        weight = weight.reshape(p.x.shape[0], -1, m, widths).permute(0, 2, 3, 1).reshape(p.x.shape[0], m, -1)
        edge = self.EDGE[i]
        inside = lambda a, lo, hi: torch.sigmoid((a - lo.unsqueeze(-1)) / edge) * torch.sigmoid((hi.unsqueeze(-1) - a) / edge)
        middle = lambda a, lo, hi: self.bell((lo + hi) / 2, a, ((hi - lo).abs() * 0.25 + edge).unsqueeze(-1))
        gx = torch.cat([gx, torch.stack([inside(ax, p.x0, p.x1), middle(ax, p.x0, p.x1)], 1)], 1)
        gy = torch.cat([gy, torch.stack([inside(ay, p.y0, p.y1), middle(ay, p.y0, p.y1)], 1)], 1)
        weight = torch.cat([weight, p.has_box.reshape(-1, 1, 1) * self.box[i]], 2)
        left = weight.unsqueeze(2) * gy.transpose(1, 2).unsqueeze(1)                               # b, channels, h, terms
        return (left.reshape(p.x.shape[0], -1, gx.shape[1]) @ gx).reshape(-1, m, h, w)

    def own_map(self, i, found, shared, images):
        """The prompt's matrix times the shared map (images, channels, places): b, channels of the prompt, places."""
        m, s = self.sizes[i]
        a = self.matrices[i](found).reshape(-1, m, s) + self.base[i]
        return (a.reshape(images, -1, s) @ shared).reshape(-1, m, shared.shape[-1])

    def forward(self, image_embeddings, point_coords, point_labels, mask_input, has_mask_input, origin=None):
        cfg, d = self.cfg, self.cfg.dim
        images, _, h, w = image_embeddings.shape
        context = image_embeddings[:, :d].flatten(2)                                               # images, d, places
        det = detail_of(image_embeddings, cfg)
        p = Prompts(point_coords, point_labels)

        # ---- what all prompts of an image share
        places = context.transpose(1, 2)
        ones = lambda z: torch.cat([z, torch.ones_like(z[:, :1])], 1)
        share16 = ones(F.relu(self.share16(places)).transpose(1, 2))
        fold8 = det.reshape(images, cfg.detail, 2 * h, 2, 2 * w, 2).permute(0, 2, 4, 1, 3, 5).reshape(images, 4 * h * w, 4 * cfg.detail)
        share8 = ones(F.relu(self.share8(fold8)).transpose(1, 2))
        share4 = ones(det.flatten(2))
        gy, gx = self.axis(h, 16.0, p.x), self.axis(w, 16.0, p.x)
        xy = torch.stack([gx.unsqueeze(0).expand(h, w), gy.unsqueeze(1).expand(h, w)], -1).reshape(h * w, 2)
        off = 0.0 if origin is None else origin
        c = d // 2 // cfg.decoder_heads
        k, v = self.kv(places).split(d // 2, -1)
        k = (k + self.place(self.position(xy + off))).reshape(images, h * w, cfg.decoder_heads, c).permute(0, 2, 3, 1)
        v = v.reshape(images, h * w, cfg.decoder_heads, c).transpose(1, 2)

        # ---- features under the prompt, and tokens
        pick = lambda weight, feature: (weight.reshape(images, -1, weight.shape[-1]) @ feature).reshape(-1, feature.shape[-1])
        under = [pick(p.under(gx, gy, s), places) for s in self.PICK]
        under.append(pick(p.under(self.axis(4 * w, 4.0, p.x), self.axis(4 * h, 4.0, p.x), 2.5), det.flatten(2).transpose(1, 2)))
        under = self.picked(torch.cat(under, -1))
        label = torch.stack([p.neg, p.pos, p.c0, p.c1], -1)
        real = label.sum(-1, keepdim=True)
        points = label @ self.label_embed + self.position(point_coords + off) * real
        t = torch.cat([self.tokens.unsqueeze(0) + under.unsqueeze(1), points], 1)
        padding_hidden = torch.cat([torch.zeros_like(real[:, :1]).expand(-1, 1 + cfg.masks, -1), (real - 1) * 1e4], 1).reshape(-1, 1, 1, t.shape[1])
        for block in self.blocks:
            t = block(t, padding_hidden, k, v, images)
        t = self.last(t)

        # ---- the prompt's own maps, stride 16 to 4
        found = torch.cat([t[:, 0], under.float()], -1)
        seen = (mask_input * (0.1 / cfg.mask_scale)).clamp(-2.0, 2.0)
        has = has_mask_input.reshape(-1, 1, 1, 1)
        z = self.own_map(0, found, share16, images).reshape(-1, cfg.maps[0], h, w) + self.prompt_map(0, p, h, w, 16.0)
        z = F.relu(z + has * self.mask16(seen))
        z = self.reach(z + self.conv16[1](F.relu(self.conv16[0](z))))
        z8 = self.own_map(1, found, share8, images).reshape(-1, cfg.maps[1], 2 * h, 2 * w) + self.prompt_map(1, p, 2 * h, 2 * w, 8.0)
        z = F.relu(F.pixel_shuffle(self.up8(z), 2) + z8 + has * self.mask8(seen))
        z = F.relu(self.conv8(z))
        z4 = self.own_map(2, found, share4, images).reshape(-1, cfg.maps[2], 4 * h, 4 * w) + self.prompt_map(2, p, 4 * h, 4 * w, 4.0)
        z = F.relu(F.pixel_shuffle(self.up4(z), 2) + z4)
        masks = (self.hyper(t[:, 1:1 + cfg.masks]).float() @ z.flatten(2).float()).reshape(-1, cfg.masks, 4 * h, 4 * w)
        opinion = F.dropout(torch.cat([t[:, 1:1 + cfg.masks], t[:, :1].expand(-1, cfg.masks, -1)], -1), 0.3, self.training)      # ranks overfit first
        iou = self.iou(torch.cat([opinion, statistics(masks)], -1))[..., 0]
        if cfg.mask_scale != 1.0:
            masks = masks * float(cfg.mask_scale)
        return masks, torch.sigmoid(iou.float())


class Prompts:
    """Points and box of each prompt, in pixels of the input frame."""

    def __init__(self, coords, labels):
        is_ = lambda k: (torch.abs(labels - k) < 0.5).float()
        self.neg, self.pos, self.c0, self.c1 = is_(0.0), is_(1.0), is_(2.0), is_(3.0)
        self.x, self.y = coords[..., 0], coords[..., 1]
        self.has_box = (self.c0.sum(1) * self.c1.sum(1)).clamp(max=1.0)
        self.x0, self.y0 = (self.c0 * self.x).sum(1), (self.c0 * self.y).sum(1)
        self.x1, self.y1 = (self.c1 * self.x).sum(1), (self.c1 * self.y).sum(1)

    def under(self, ax, ay, sigma):
        """Weights of the places under the prompt, sum 1: bells at the positive points, else one in the box. b, places."""
        gx, gy = Decoder.bell(self.x, ax, sigma), Decoder.bell(self.y, ay, sigma)
        weight = ((gy * self.pos.unsqueeze(-1)).transpose(1, 2) @ gx).flatten(1)
        sx, sy = (self.x1 - self.x0).abs() * 0.2 + sigma, (self.y1 - self.y0).abs() * 0.2 + sigma
        cx = Decoder.bell((self.x0 + self.x1) * 0.5, ax, sx.unsqueeze(-1))
        cy = Decoder.bell((self.y0 + self.y1) * 0.5, ay, sy.unsqueeze(-1))
        alone = (self.has_box * (1 - self.pos.sum(1).clamp(max=1.0))).unsqueeze(-1)
        weight = weight + (cy.unsqueeze(-1) * cx.unsqueeze(-2)).flatten(1) * alone
        return weight / (weight.sum(1, keepdim=True) + 1e-6)


def statistics(masks):
    """How decided the masks are and how far they agree with each other, on every second row and column: what ranks them costs little so.

    masks (B,M,h,w) -> (B,M,3+M). What several alternatives say is likelier right than what one does.
    """
    with torch.no_grad():
        m = masks[..., ::2, ::2].flatten(2)
        prob, hard = torch.sigmoid(m), (m > 0).float()
        inside, area = (prob * hard).sum(-1), hard.sum(-1)
        expected = (inside + 0.5) / (area + prob.sum(-1) - inside + 1)                             # IoU if the probabilities were right
        stable = ((m > 1).float().sum(-1) + 0.5) / ((m > -1).float().sum(-1) + 1)
        with torch.autocast(masks.device.type, enabled=False):
            both = hard @ hard.transpose(1, 2)
        agreement = (both + 0.5) / (area.unsqueeze(2) + area.unsqueeze(1) - both + 1)              # IoU with each of the alternatives
        return torch.cat([torch.stack([expected, stable, 0.1 * torch.log(area + 1)], -1), agreement], -1)


class Dense(nn.Module):
    """In training only: what an embedding tells of every fourth pixel by one linear map, (N, classes + 1, S/4, S/4); the last is edges.

    Masks of a few prompts teach an encoder little a step; this teaches it at every labelled pixel.
    """

    def __init__(self, cfg, classes):
        super().__init__()
        self.cfg = cfg
        self.coarse, self.fine = nn.Conv2d(cfg.dim, classes + 1, 1), nn.Conv2d(cfg.detail, classes + 1, 1)

    def forward(self, e):
        d = self.cfg.dim
        return F.interpolate(self.coarse(e[:, :d]), scale_factor=4.0, mode='bilinear', align_corners=False) + self.fine(detail_of(e, self.cfg))


def detail_of(e, cfg):
    """The stride-4 detail map (N, detail, S/4, S/4) that is folded into an embedding."""
    n, _, h, w = e.shape
    return e[:, cfg.dim:].reshape(n, cfg.detail, 4, 4, h, w).permute(0, 1, 4, 2, 5, 3).reshape(n, cfg.detail, 4 * h, 4 * w)


class TileSam(nn.Module):
    def __init__(self, cfg=None):
        super().__init__()
        self.cfg = cfg or Config()
        self.encoder, self.decoder = Encoder(self.cfg), Decoder(self.cfg)

    def forward(self, image, coords, labels, mask_input=None, has_mask=None, origin=None):
        """image (I,3,S,S); coords (I,P,N,2), labels (I,P,N) -> masks (I*P,4,S/4,S/4), iou (I*P,4)."""
        return self.decode(self.encoder(image), coords, labels, mask_input, has_mask, origin)

    def decode(self, e, coords, labels, mask_input=None, has_mask=None, origin=None):
        i, p, n, _ = coords.shape
        if mask_input is None:
            mask_input = e.new_zeros(1, 1, e.shape[2] * 4, e.shape[3] * 4)
            has_mask = e.new_zeros(1)
        return self.decoder(e, coords.reshape(i * p, n, 2), labels.reshape(i * p, n), mask_input, has_mask, origin)


def count(m):
    return sum(p.numel() for p in m.parameters())
