const rule = (user, context, cb) => cb(null, user, context);
