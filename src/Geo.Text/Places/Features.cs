namespace Geo.Text.Places;

/// <summary>The numbers that the two scorers weigh, by name; the weights file names them too.</summary>
internal static class Features
{
    public static readonly string[] Names =
    [
        "bias", "seat", "seats", "locative", "of", "bare_only", "list", "dateline", "own_state", "other_state", "origin_road_diocese", "times", "rejected",
        "state_name", "plain", "plain_supported", "locality", "short", "seat_town", "locality_supported", "resolution", "margin", "state_share", "outlet_state",
        "title", "accents", "elsewhere", "population", "sport", "capital", "one_word", "locality_alone", "plain_bare", "foreign", "other_home",
    ];

    public static readonly string[] EventNames =
    [
        "bias", "seat", "locative", "list", "acting", "title", "times", "first", "share", "only_one", "capital", "dateline", "origin", "road", "diocese", "companions", "office",
    ];

    public static double[] Of(Mention m, Gazetteer gazetteer, Evidence evidence, bool sport)
    {
        var municipality = gazetteer.Municipalities[m.Municipality];
        bool Has(Sign s) => (m.Signs & s) != 0;
        double One(bool b) => b ? 1 : 0;
        var locality = m.Best.Kind == NameKind.Locality && !m.ByOwnName;
        var plain = m.Name?.Plain ?? false;
        var supported = Has(Sign.Seat | Sign.Many | Sign.List) || m.OwnStateBehind;
        return
        [
            1, One(Has(Sign.Seat)), Math.Log(1 + m.Seats), One(Has(Sign.Locative)), One(Has(Sign.Of)), One(m.Bare && (m.Signs & ~(Sign.Accents | Sign.Title)) == 0), One(Has(Sign.List)),
            One(Has(Sign.Dateline)), One(m.OwnStateBehind), One(m.OtherStateBehind), One(Has(Sign.Origin | Sign.Road | Sign.Diocese)), Math.Log(1 + m.Places),
            m.Rejected / (double)Math.Max(1, m.Places + m.Rejected), One(m.Name?.State > 0), One(plain), One(plain && supported), One(locality), One(m.Best.Kind is NameKind.Short or NameKind.Alias),
            One(m.Best.Kind == NameKind.Seat), One(locality && (supported || Has(Sign.Dateline))), m.Share, m.Share - m.SecondShare, evidence.Share(municipality.State),
            One(evidence.Outlet == municipality.State), One(Has(Sign.Title)), One(Has(Sign.Accents)), evidence.Elsewhere, Math.Log10(10 + m.Best.Population) / 6, One(sport), One(Has(Sign.Capital)),
            One(m.Name is { } n && !n.Text.Contains(' ')), One(locality && evidence.Share(municipality.State) < 0.2 && !m.OwnStateBehind), One(plain && !supported && !Has(Sign.Locative)), One(evidence.Foreign && !m.OwnStateBehind),
            One(evidence.Home > 0 && evidence.Share(municipality.State) < 0.1 && !m.OwnStateBehind),
        ];
    }

    /// <param name="places">Places of all mentions of the article.</param>
    public static double[] OfEvent(Mention m, int words, int places, int mentions)
    {
        bool Has(Sign s) => (m.Signs & s) != 0;
        double One(bool b) => b ? 1 : 0;
        return
        [
            1, One(Has(Sign.Seat)), One(Has(Sign.Locative)), One(Has(Sign.List)), One(m.Acting), One(Has(Sign.Title)), Math.Log(1 + m.Places), 1 - m.FirstWord / (double)Math.Max(1, words),
            m.Places / (double)Math.Max(1, places), One(mentions == 1), One(Has(Sign.Capital)), One(Has(Sign.Dateline)), One(Has(Sign.Origin)), One(Has(Sign.Road)), One(Has(Sign.Diocese)),
            Math.Min(1, mentions / 10.0), One(Has(Sign.Office) && !m.Acting),
        ];
    }
}
