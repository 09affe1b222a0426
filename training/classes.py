"""The classes of the class head, in the order of its scores; codes are those of the sample catalogue's rules."""
CLASSES = ['building', 'road', 'water', 'tree', 'crop', 'soil', 'vehicle', 'other']       # crop: also grass and other low growth
OF_PAINTER = {'grass': 'crop'}
