namespace Geo.Text.Places;

/// <summary>What an article as a whole says about where it plays: weights of the states, and of places elsewhere.</summary>
internal sealed class Evidence
{
    readonly double[] weights = new double[Gazetteer.States + 1];
    double total;

    public int Outlet { get; private set; }
    public double Elsewhere { get; private set; }
    /// <summary>The state with the most weight; 0 = none has any.</summary>
    public int Leading { get; private set; }

    /// <summary>The article plays elsewhere: a third of its places do, and no state of the country is named.</summary>
    public bool Foreign { get; private set; }

    /// <summary>The state whose capital "la capital" is: one that leads clearly; 0 else.</summary>
    public int Home => Leading > 0 && weights[Leading] >= 2 && Share(Leading) >= 0.5 ? Leading : 0;

    public double Share(int state) => total > 0 ? weights[state] / total : 0;

    public void Gather(Gazetteer gazetteer, List<Occurrence> occurrences, int outlet)
    {
        Array.Clear(weights);
        Outlet = outlet;
        var elsewhere = 0;
        int places = 0, states = 0;
        if (outlet > 0) weights[outlet] += 3;
        foreach (var o in occurrences)
        {
            var name = gazetteer.Names[o.Name];
            if (o.Sense == Sense.Elsewhere) elsewhere++;
            else places++;
            if (o.StateBehind > 0 || name.State > 0 && o.Sense is Sense.State or Sense.Institution) states++;
            if (o.StateBehind > 0) weights[o.StateBehind] += 1.5;
            else if (name.State > 0 && o.Sense is Sense.State or Sense.Institution) weights[name.State] += 1;
            else if (o.Sense == Sense.Place && name is { Candidates: [{ Kind: >= NameKind.Seat } only], Plain: false, Foreign: false }) weights[gazetteer.Municipalities[only.Municipality].State] += 1;
        }
        total = weights.Sum();
        Leading = Array.IndexOf(weights, weights.Max()) is > 0 and var best && weights[best] > 0 ? best : 0;
        Elsewhere = elsewhere / (double)Math.Max(1, elsewhere + places);
        Foreign = outlet == 0 && states == 0 && Elsewhere >= 1 / 3.0;
    }
}
