using System.Runtime.InteropServices;

namespace Geo.Native.Vulkan;

public enum VulkanDeviceKind { Other, Integrated, Discrete, Virtual, Cpu }

/// <summary>A device of an installed Vulkan driver: what WebGPU computes on.</summary>
public sealed partial record VulkanDevice(string Name, VulkanDeviceKind Kind)
{
    /// <summary>Such as SwiftShader and llvmpipe: right, but far slower than the processor used directly.</summary>
    public bool IsSoftware => Kind == VulkanDeviceKind.Cpu;

    /// <summary>Every device of every driver, in the loader's order; none where no loader or driver is installed.</summary>
    public static unsafe IReadOnlyList<VulkanDevice> All()
    {
        const int properties = 824, kindAt = 16, nameAt = 20, nameLength = 256;
        nint instance = 0;
        try
        {
            var application = new ApplicationInfo { StructureType = 0, ApiVersion = 1u << 22 };
            var create = new InstanceCreateInfo { StructureType = 1, Application = &application };
            if (vkCreateInstance(&create, null, &instance) != 0) return [];
            uint count = 0;
            if (vkEnumeratePhysicalDevices(instance, &count, null) != 0 || count == 0) return [];
            var ids = new nint[count];
            fixed (nint* p = ids)
                if (vkEnumeratePhysicalDevices(instance, &count, p) != 0) return [];
            var devices = new List<VulkanDevice>();
            var described = stackalloc byte[properties + 200];
            foreach (var id in ids.AsSpan(0, (int)count))
            {
                vkGetPhysicalDeviceProperties(id, described);
                var kind = *(int*)(described + kindAt);
                var name = new ReadOnlySpan<byte>(described + nameAt, nameLength);
                devices.Add(new(System.Text.Encoding.UTF8.GetString(name[..Math.Max(0, name.IndexOf((byte)0))]),
                    kind is >= 0 and <= 4 ? (VulkanDeviceKind)kind : VulkanDeviceKind.Other));
            }
            return devices;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return [];
        }
        finally
        {
            if (instance != 0) vkDestroyInstance(instance, null);
        }
    }

    public override string ToString() => $"{Name} ({(IsSoftware ? "software" : Kind.ToString().ToLowerInvariant())})";

    // vulkan_core.h
    unsafe struct ApplicationInfo
    {
        public int StructureType;
        public void* Next;
        public byte* Name;
        public uint Version;
        public byte* Engine;
        public uint EngineVersion;
        public uint ApiVersion;
    }

    unsafe struct InstanceCreateInfo
    {
        public int StructureType;
        public void* Next;
        public uint Flags;
        public ApplicationInfo* Application;
        public uint Layers;
        public byte** LayerNames;
        public uint Extensions;
        public byte** ExtensionNames;
    }

    [LibraryImport("vulkan")]
    private static unsafe partial int vkCreateInstance(InstanceCreateInfo* create, void* allocator, nint* instance);

    [LibraryImport("vulkan")]
    private static unsafe partial int vkEnumeratePhysicalDevices(nint instance, uint* count, nint* devices);

    [LibraryImport("vulkan")]
    private static unsafe partial void vkGetPhysicalDeviceProperties(nint device, byte* properties);

    [LibraryImport("vulkan")]
    private static unsafe partial void vkDestroyInstance(nint instance, void* allocator);
}
