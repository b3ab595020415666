function (user, context, callback) {
  var cfg = configuration, geo = context.request.geoip;
  if (geo && (cfg.ALLOWED || 'DE,AT').split(',').indexOf(geo.country_code) < 0) return callback(new UnauthorizedError('blocked'));
  callback(null, user, context);
}
