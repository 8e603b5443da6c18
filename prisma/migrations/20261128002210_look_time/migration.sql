-- How long the last look took that a back end answered: a slow one is given longer before it counts as silent.
ALTER TABLE "backend_health" ADD COLUMN "look_ms" INTEGER CONSTRAINT "backend_health_look_ms_check" CHECK ("look_ms" >= 0);
