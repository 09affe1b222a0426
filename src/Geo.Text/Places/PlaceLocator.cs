namespace Geo.Text.Places;

/// <param name="Code">INEGI's five digits.</param>
/// <param name="Score">Calibrated probability that the article names the municipality as a place.</param>
/// <param name="Event">Whether the facts take place there.</param>
/// <param name="Key">The name in small letters without accents, with the state's number where the article says the state: one in an article, and the same whatever else is known.</param>
public sealed record LocatedPlace(string Code, double Score, bool Event, string Key);

/// <summary>A name that a person has to decide about.</summary>
/// <param name="Start">Where it first stands, in characters of title, line feed and text.</param>
/// <param name="Candidates">Municipalities it may be, the likeliest first.</param>
public sealed record DoubtfulPlace(string Name, int Start, int Length, IReadOnlyList<LocatedPlace> Candidates);

/// <param name="Places">Ordered by score.</param>
public sealed record Location(IReadOnlyList<LocatedPlace> Places, IReadOnlyList<DoubtfulPlace> Doubtful);

/// <summary>
/// Finds the municipalities an article names. Not safe for use by several threads at once: make one a thread on a shared
/// <see cref="Gazetteer"/>.
/// </summary>
public sealed class PlaceLocator
{
    /// <summary>From here on a place is accepted.</summary>
    public const double Accepted = 0.5;
    /// <summary>From here on a place is worth a person's look.</summary>
    const double Doubtful = 0.2;
    /// <summary>Homonyms nearer to each other than this in weight are a person's to decide.</summary>
    const double LeastMargin = 0.2;
    const double SureOfTwins = 0.9;
    /// <summary>Others than the likeliest are told from this part of the weight on.</summary>
    const double LeastShare = 0.05;
    const int MostCandidates = 8;

    static readonly Lazy<PlaceWeights> Learned = new(() => PlaceWeights.Read(PlaceFiles.Text("weights.json")));

    readonly Gazetteer gazetteer;
    readonly MentionReader reader;
    readonly Scorer mentioned, happening;

    public PlaceLocator(Gazetteer gazetteer) : this(gazetteer, Learned.Value)
    {
    }

    internal PlaceLocator(Gazetteer gazetteer, PlaceWeights weights)
    {
        this.gazetteer = gazetteer;
        (mentioned, happening) = (weights.MentionedScorer(), weights.EventScorer());
        reader = new(gazetteer);
    }

    /// <param name="source">Name of the paper: its state speaks for that state's places.</param>
    public Location Locate(string? title, string? text, string? source)
    {
        var mentions = reader.Read(title, text, source);
        if (mentions.Count == 0) return new([], []);
        var scored = new List<(Mention Mention, double Score)>(mentions.Count);
        foreach (var m in mentions)
            if (m.Places > 0) scored.Add((m, mentioned.Score(Features.Of(m, gazetteer, reader.Evidence, reader.Sport))));
        var accepted = scored.Where(s => s.Score >= Accepted && !Close(s.Mention)).ToList();
        var places = accepted.Sum(s => s.Mention.Places);
        bool Event(Mention m) => happening.Score(Features.OfEvent(m, reader.WordCount, places, Math.Max(1, accepted.Count))) >= 0.5;
        return new(
            [.. accepted.OrderByDescending(s => s.Score).Select(s => new LocatedPlace(Code(s.Mention.Municipality), Math.Round(s.Score, 3), Event(s.Mention), Key(s.Mention)))],
            [.. scored.Where(s => s.Score >= Doubtful && (s.Score < Accepted || Close(s.Mention))).Select(s => Doubt(s.Mention, s.Score, Event(s.Mention)))]);
    }

    /// <summary>The mentions of an article with their features, for training and for measuring; without those of the event where every one stands for something else.</summary>
    internal IReadOnlyList<(string Code, double[] Features, double[]? EventFeatures)> Describe(string? title, string? text, string? source)
    {
        var mentions = reader.Read(title, text, source);
        var places = mentions.Sum(m => m.Places);
        return [.. mentions.Select(m => (Code(m.Municipality), Features.Of(m, gazetteer, reader.Evidence, reader.Sport),
            m.Places > 0 ? Features.OfEvent(m, reader.WordCount, places, mentions.Count) : null))];
    }

    bool Close(Mention m) => m.Second >= 0 && (m.Share - m.SecondShare < LeastMargin || m.Share < SureOfTwins && Twins(m));

    /// <summary>Two municipalities of one state with one name: only other places named tell them apart, not how many people live there.</summary>
    bool Twins(Mention m) => gazetteer.Municipalities[m.Second].State == gazetteer.Municipalities[m.Municipality].State
        && gazetteer.Municipalities[m.Second].Name == gazetteer.Municipalities[m.Municipality].Name;

    DoubtfulPlace Doubt(Mention m, double score, bool @event)
    {
        var (start, length) = reader.Span(m);
        return new(m.Name!.Text, start, length, [.. reader.Shares(m).Where((c, i) => i == 0 || c.Share > LeastShare).Take(MostCandidates)
            .Select(c => new LocatedPlace(Code(c.Municipality), Math.Round(score * c.Share, 3), @event, Key(m)))]);
    }

    static string Key(Mention m)
    {
        var name = Latin.Fold(m.Name!.Text).Replace(' ', '_');
        return m.StateBehind > 0 ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}.{m.StateBehind}") : name;
    }

    string Code(int municipality) => gazetteer.Municipalities[municipality].Code;
}
